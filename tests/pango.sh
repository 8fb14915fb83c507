#!/bin/sh
# The library that sets the type of PDF files (Pango): the one at hand, else the system's package.
set -eu
if "$1" -c 'import ctypes, sys
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"):
    ctypes.CDLL(name)' 2>/dev/null; then exit 0; fi
case "$(uname -s)" in Linux) ;; *) exit 0 ;; esac  # elsewhere it has other names: the README says how it is installed
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests of PDF files need Pango: install it (README)" >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo"; fi
echo "Installing Pango and a font for the tests of PDF files"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core >/dev/null ||
    $as_root apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core >/dev/null
