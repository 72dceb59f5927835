#!/bin/sh
# Makes sure of the browser that the console's tests drive: Debian's, as it is packaged.
set -eu

if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
    exit 0
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root='sudo -n'
    sudo -n true 2>/dev/null || as_root=none
fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
    $as_root apt-get update -qq &&
        $as_root apt-get install --yes --no-install-recommends -qq chromium && exit 0
fi
echo "No Chromium here, so the browser's tests are skipped; install it with: apt-get install chromium" >&2
