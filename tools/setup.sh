#!/bin/sh
# Installs the Debian packages SegQL is built with, those that are missing and no others. Run it as often as you like.
#
#   tools/setup.sh           what building and testing needs
#   tools/setup.sh fuzz      also clang 19, for libFuzzer
#   tools/setup.sh style     also clang-format and clang-tidy
#
# DuckDB is not a Debian package: the configure step fetches it from the npm registry (cmake/DuckDB.cmake).
set -eu

packages='
  g++ cmake ninja-build ccache pkg-config python3 ca-certificates git
  antlr4 libantlr4-runtime-dev
  llvm-19-dev
  libboost-container-dev libfmt-dev libhowardhinnant-date-dev libre2-dev libroaring-dev libutf8proc-dev
  libxlsxwriter-dev libxxhash-dev libzstd-dev zlib1g-dev
  libcli11-dev libedit-dev libtomlplusplus-dev nlohmann-json3-dev
  libgtest-dev libgmock-dev libbenchmark-dev
  tzdata zstd'

for part in "$@"; do
  case $part in
    fuzz) packages="$packages clang-19 libclang-rt-19-dev" ;;
    style) packages="$packages clang-format clang-tidy" ;;
    *) echo "usage: tools/setup.sh [fuzz] [style]" >&2; exit 2 ;;
  esac
done

# Any npm will do, not only Debian's; and none is needed where DuckDB itself is installed.
if ! command -v npm >/dev/null 2>&1 && [ ! -e /usr/include/duckdb.h ] && [ ! -e /usr/local/include/duckdb.h ]; then
  packages="$packages npm"
fi

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
  # shellcheck disable=SC2086  # a list of words
  echo "setup: this is not a Debian system; install the equivalents of these packages yourself:" $packages >&2
  exit 1
fi

missing=
for package in $packages; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done

if [ -z "$missing" ]; then
  echo "setup: every package is installed"
  exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "setup: not root and no sudo; run as root: apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
  as_root=sudo
fi

# apt's own output is long; it is shown only when it failed.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
step() {
  echo "setup: $1"
  shift
  if ! $as_root env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "setup: failed: $*" >&2
    exit 1
  fi
}
step "reading the package lists" apt-get update -q
# shellcheck disable=SC2086  # a list of words
step "installing$missing" apt-get install -q -y --no-install-recommends $missing
echo "setup: done"
