#!/bin/bash
# Before each start of the server: a pause that grows with the starts before it that did not last.
# RestartSteps= would do this, but comes with systemd 254; Amazon Linux 2023 has 252.
set -euo pipefail
restarts=$(systemctl show --property=NRestarts --value ac-server.service)
for ((; restarts > 0; restarts--)); do
    sleep "${AC_PAUSE:-5}"
done
