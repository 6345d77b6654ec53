#!/bin/sh
# Restores the newest backup, or the one that is named, aside and compares it. The exit code is the verdict.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
exec node "$here/../bin/podcast-analytics.js" verify-backup "$@"
