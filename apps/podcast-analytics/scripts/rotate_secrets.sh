#!/bin/sh
# Makes a new signing key, and seals with SECRET_KEY what SECRET_KEY_PREVIOUS sealed. Logs nobody out, and no link dies.
# For cron: once a quarter is plenty. After a leak: rotate_secrets.sh --revoke-older
set -eu
exec node "$(dirname "$0")/../bin/podcast-analytics.js" rotate-secrets "$@"
