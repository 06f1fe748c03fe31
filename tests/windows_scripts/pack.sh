#!/usr/bin/env bash
# Makes the pack that a Windows machine is tried with: the stand-in server, and what it is to try there.
#   tests/windows_scripts/pack.sh PACK.zip WRAPPED.zip
# The second has Content Manager's wrapper before its server.
# Needs mingw and zip.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
pack=$(realpath -m "$1")
wrapped=$(realpath -m "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

x86_64-w64-mingw32-gcc -O1 -Wall -Werror -static -o "$folder/acServer.exe" \
    "$here/../windows_supervisor/acserver.c" -lws2_32
mkdir "$folder/cfg"
printf '[SERVER]\r\n' >"$folder/cfg/server_cfg.ini"
cat "$here/allowed.txt" "$here/denied.txt" >"$folder/probe.txt"
printf 'serve 9600 8081\nserve 9600 8081\n' >"$folder/runs.txt"
rm -f "$pack" "$wrapped"
(cd "$folder" && zip --quiet --recurse-paths "$pack" .)
cp "$folder/acServer.exe" "$folder/acServerWrapper.exe"
: >"$folder/probe.txt"
: >"$folder/runs.txt"
for _ in 1 2 3 4 5; do echo 'serve 9600 8081' >>"$folder/runs.txt"; done
(cd "$folder" && zip --quiet --recurse-paths "$wrapped" .)
