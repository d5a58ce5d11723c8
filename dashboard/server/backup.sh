#!/bin/sh
# A bank as one archive, while it is served and loaded: backup.sh BANKS BANK ARCHIVE
# Within: config/, secret, the served build with CURRENT, the ledger as of one moment, and done/ where originals are kept.
set -eu
bank="$1/$2"
archive="$3"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$2/builds"
build=$(cat "$bank/CURRENT")
# A second name for the same file: a build is never changed, and this one stays even if a newer one takes its place.
ln "$bank/builds/$build" "$work/$2/builds/$build" 2>/dev/null || cp "$bank/builds/$build" "$work/$2/builds/$build"
printf '%s\n' "$build" > "$work/$2/CURRENT"
cp -R "$bank/config" "$work/$2/config"
for each in secret done audit; do
    if [ -e "$bank/$each" ]; then cp -R "$bank/$each" "$work/$2/$each"; fi
done
if [ -e "$bank/ledger.sqlite" ]; then sqlite3 "$bank/ledger.sqlite" ".backup '$work/$2/ledger.sqlite'"; fi
tar -C "$work" -czf "$archive.part" "$2"
mv "$archive.part" "$archive"
echo "$archive"
