#!/bin/bash
# What cloud-init runs, once in the life of the machine: fetches the agent, which does the rest, in
# this boot and in every later one. A template: the placeholders stand for the plan (one line of JSON
# in which no character can end the string), for where the agent lies and what its SHA-256 is, and for
# what it is to do first.
set -euo pipefail
plan='@@PLAN@@'
agent='@@AGENT_URL@@'
sum='@@AGENT_SHA256@@'
folder=/opt/ac-deploy

# Only what goes wrong before the agent can tell of itself.
tell() {
    mkdir -p /var/lib/ac-deploy
    printf 'SCHEMA=1\nPHASE=failed\nERROR=%s\nCAUSE=machine\nUPDATED=%s\n' \
        'The machine failed while getting ready: its agent could not be fetched or started. Deploy the server again.' \
        "$(date -u +%FT%TZ)" >/var/lib/ac-deploy/server-info.txt
}
trap tell ERR

mkdir -p "$folder" /var/log/ac-deploy
# It may hold a signed address, which opens the pack. A machine without one is to wait for a server.
if [ -n "$plan" ]; then install -m 600 /dev/stdin "$folder/plan.json" <<<"$plan"; fi
curl --fail --silent --show-error --connect-timeout 10 --speed-limit 1000 --speed-time 30 \
    --retry 8 --retry-delay 2 --retry-all-errors --output "$folder/agent.new" -- "$agent"
sha256sum --check --status <<<"$sum  $folder/agent.new"
chmod 755 "$folder/agent.new"
mv "$folder/agent.new" "$folder/ac-deploy-agent"
"$folder/ac-deploy-agent" @@VERB@@
