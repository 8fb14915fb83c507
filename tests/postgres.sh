#!/bin/sh
# The server of the tests of decisions: that of AIM_TESTS_POSTGRESQL_BIN, on the path or of Debian, else the system's package.
# No server of the system is made or started: each run of the tests makes its own in a folder that goes with it.
set -eu
for folder in "${AIM_TESTS_POSTGRESQL_BIN:-}" /usr/lib/postgresql/*/bin; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ]; then exit 0; fi
done
if command -v initdb >/dev/null 2>&1; then exit 0; fi
fail() {
    echo "PostgreSQL is not here and $1: the tests of decisions run on SQLite only" >&2
    if [ "${AIM_TESTS_POSTGRESQL:-}" = required ]; then exit 1; fi
    exit 0
}
if ! command -v apt-get >/dev/null 2>&1; then fail "apt-get is not either"; fi
as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "only root may install it"
    as_root="sudo"
fi
echo "Installing PostgreSQL for the tests of decisions"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || fail "the list of packages cannot be read"
# Without this the package makes a server of its own and starts it.
$as_root apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null || fail "cannot be installed"
$as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf || true
$as_root apt-get install -y -qq --no-install-recommends postgresql >/dev/null || fail "cannot be installed"
