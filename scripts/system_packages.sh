#!/bin/sh
# Installs what the whole test suite needs beside Python and Node, where it is missing: Chromium
# and PostgreSQL. Where that is not allowed, the tests that need them say why they are skipped.
set -u

has_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

has_postgresql() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

wanted=""
has_chromium || wanted="$wanted chromium"
has_postgresql() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
echo "Installing$wanted"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $wanted >/dev/null \
  || echo "Could not install$wanted (some tests will be skipped)"
