#!/bin/sh
# Installs those of the Debian packages named that are missing.
set -eu

missing=
for package in "$@"; do
  status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Install what these Debian packages hold, then try again:$missing" >&2
  exit 1
fi
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo

echo "installing$missing"
install() {
  # shellcheck disable=SC2086 # both lists are meant to be split
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends $missing
}
# The lists of packages are fetched only where those at hand do not do.
install 2>/dev/null || { $as_root apt-get update --quiet && install; }
