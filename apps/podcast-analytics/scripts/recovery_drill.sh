#!/bin/sh
# A rehearsal of docs/DISASTER_RECOVERY_PLAN.md in a folder of its own: backs up, damages a copy, restores, compares.
# Usage: recovery_drill.sh [lines of invented traffic, by default 100000]
# With DATABASE_URL and RESTORE_DATABASE_URL, two empty PostgreSQL databases; without them both are embedded.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lines=${1:-100000}
first=${DATABASE_URL:-}
second=${RESTORE_DATABASE_URL:-}
engine=${first:+PostgreSQL}
BACKUP_KEY=$(openssl rand -base64 32)
export BACKUP_KEY BACKUP_DIR="$work/backups"
app() { node "$here/../bin/podcast-analytics.js" "$@"; }
timed() {
  name=$1
  shift
  began=$(date +%s)
  "$@"
  printf '== %s: %s s\n' "$name" "$(($(date +%s) - began))"
}

printf '== %s, %s processors, load %s\n' "${engine:-embedded database}" "$(nproc)" "$(cut -d ' ' -f 1 /proc/loadavg)"
node --conditions=@scry/source --import tsx "$here/generate-log.ts" "$lines" >"$work/access.log"
export DATA_DIR="$work/data" DATABASE_URL="$first"
timed import app import "$work/access.log"
app report --format csv >"$work/before.csv"
timed backup app backup
timed verify app verify-backup
for backup in "$BACKUP_DIR"/*.backup; do :; done
size=$(wc -c <"$backup")
printf '== %s lines, %s bytes of backup\n' "$lines" "$size"

head -c "$((size - 1))" "$backup" >"$work/damaged.backup"
export DATA_DIR="$work/restored" DATABASE_URL="$second"
if app restore "$work/damaged.backup"; then
  echo 'a damaged backup was restored' >&2
  exit 1
fi
rm -rf "$DATA_DIR"
timed restore app restore "$backup"
app report --format csv >"$work/after.csv"
cmp "$work/before.csv" "$work/after.csv"
echo '== the reports are the same'
