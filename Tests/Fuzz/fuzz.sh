#!/bin/sh
# Fuzzes the HTTP parser and the JSON reader under libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/fuzz.sh [SECONDS each, 60 unless told] [FOLDER to build in]
#
# Starts from the corpora beside this file; inputs that reach something new go to FOLDER, and a crash
# ends it with a file to reproduce it.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
folder=${2:-.build/fuzz}
mkdir -p "$folder"

build() {
  swiftc -swift-version 6 -O -parse-as-library -sanitize=fuzzer,address -package-name symbreak \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -enable-upcoming-feature MemberImportVisibility -module-name "$1" \
    Sources/"$2"/*.swift "Tests/Fuzz/$1.swift" -o "$folder/$1"
}

run() {
  mkdir -p "$folder/$2"
  "$folder/$1" -max_total_time="$seconds" -max_len=600 -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$folder/" "$folder/$2" "Tests/Fuzz/corpus/$2"
}

build CodecFuzzer HTTPCodec
build JSONFuzzer StrictJSON
run CodecFuzzer codec
run JSONFuzzer json
