#!/bin/bash
# What cloud-init runs, once in the life of the machine: puts the other files of this folder on the
# disk and hands over to systemd, which also serves every later boot. A template: the placeholders
# stand for the plan (one line of JSON in which no character can end the string) and for the files
# (tar, gzip, base64).
set -euo pipefail
plan='@@BOOT@@'
files='@@SCRIPTS@@'
folder=/opt/ac-deploy

# Only what goes wrong before the set-up can tell of itself.
tell() {
    mkdir -p /var/lib/ac-deploy
    printf 'SCHEMA=1\nPHASE=failed\nERROR=%s\nUPDATED=%s\n' \
        'The machine failed while getting ready: its scripts could not be put in place.' \
        "$(date -u +%FT%TZ)" >/var/lib/ac-deploy/server-info.txt
}
trap tell ERR

mkdir -p "$folder" /var/log/ac-deploy
# It may hold a signed address, which opens the pack.
install -m 600 /dev/stdin "$folder/plan.json" <<<"$plan"
# Not with tar, which not every image of Amazon Linux has.
base64 --decode <<<"$files" |
    python3 -I -c 'import sys, tarfile; tarfile.open(fileobj=sys.stdin.buffer, mode="r|gz").extractall(sys.argv[1])' "$folder"
install -m 644 "$folder"/*.service /etc/systemd/system/
systemctl daemon-reload
# Not waited for: the boot itself may be waiting for this script.
systemctl enable --quiet --now --no-block ac-setup ac-server ac-monitor
