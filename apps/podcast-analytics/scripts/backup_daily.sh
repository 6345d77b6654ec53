#!/bin/sh
# For cron, where the server does not make its backups itself (BACKUP_AT=off): makes one and verifies it.
# Settings are those of podcast-analytics: BACKUP_KEY_FILE, BACKUP_DIR, DATA_DIR, DATABASE_URL.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
node "$here/../bin/podcast-analytics.js" backup
exec "$here/verify_backup.sh"
