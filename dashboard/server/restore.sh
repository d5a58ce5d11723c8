#!/bin/sh
# Put a bank back from an archive: restore.sh ARCHIVE BANKS — refused where the bank is there already.
set -eu
bank=$(tar -tzf "$1" | head -n 1 | cut -d/ -f1)
if [ -e "$2/$bank" ]; then
    echo "$2/$bank is there already: move it away first" >&2
    exit 1
fi
umask 077
mkdir -p "$2"
tar -C "$2" -xzf "$1"
echo "$2/$bank"
