#!/bin/sh
# Puts uPlot 1.6.31 (MIT, https://github.com/leeoniya/uPlot), which draws the page's charts, among the
# page's files: out of the Python package youplot, which carries it as upstream made it. Each file is
# held against its SHA-256. PIP says which pip to fetch it with.
set -eu
cd "$(dirname "$0")/files"

sums='2d27e8ad3d228164525ce213f9dc716f39b4e3aee0cc773fb3491c96cf4921a2  uplot.iife.min.js
df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04  uplot.min.css'

if [ -f uplot-licence.txt ] && echo "$sums" | sha256sum --check --status 2>/dev/null; then exit 0; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PIP:-python3 -m pip} download --quiet --disable-pip-version-check --no-deps --dest "$folder" youplot==1.0.0
python3 -m zipfile -e "$folder"/youplot-1.0.0-*.whl "$folder/package"
(cd "$folder/package/youplot/vendor" && echo "$sums" | sha256sum --check --quiet)
cp "$folder"/package/youplot/vendor/uplot.iife.min.js "$folder"/package/youplot/vendor/uplot.min.css .
# The package is under the same licence as what it carries: only the holder differs.
{
  echo 'uPlot 1.6.31, https://github.com/leeoniya/uPlot'
  echo
  sed 's/^Copyright .*/Copyright (c) 2021 Leon Sorokin/' "$folder"/package/youplot-1.0.0.dist-info/licenses/LICENSE
} > uplot-licence.txt
# The compiler does not know that a file which was missing is there now.
touch ../../CPage/page_files.c
