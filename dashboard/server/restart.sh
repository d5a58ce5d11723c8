#!/bin/sh
# Restart the app's processes one after the other; the next only once the one before can serve again.
# Usage: restart.sh PORT… — exit 1 and no further restart where one does not come back.
# HUIYIN_RESTART: the command that restarts one, by default `systemctl restart huiyin@PORT`.
set -eu
for port in "$@"; do
    ${HUIYIN_RESTART:-systemctl restart} "huiyin@$port"
    waited=0
    until curl --fail --silent --output /dev/null --max-time 5 "http://127.0.0.1:$port/ready"; do
        waited=$((waited + 1))
        if [ "$waited" -ge "${HUIYIN_PATIENCE_SECONDS:-90}" ]; then
            echo "huiyin@$port does not answer /ready; the others were left as they are" >&2
            exit 1
        fi
        sleep 1
    done
    echo "huiyin@$port is back"
done
