#!/bin/sh
# Installs what the whole test suite needs beside Python and Node, where it is missing: Chromium and
# Redis. Where that is not allowed, the tests that need them say why they are skipped.
set -u

has_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

missing=""
has_chromium || missing="$missing chromium"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"
if ! command -v apt-get >/dev/null 2>&1 || ! $as_root true 2>/dev/null; then
  echo "Missing, and this user may not install it:$missing (some tests will be skipped)"
  exit 0
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq &&
  $as_root apt-get install -qq --no-install-recommends $missing >/dev/null ||
  echo "Could not install$missing (some tests will be skipped)"
