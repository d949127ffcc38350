#!/usr/bin/env bash
# Prints a fresh content of the service's secret as JSON. Keep master_key: what was encrypted under it is lost with it.
#   infra/terraform/secrets.sh | aws secretsmanager put-secret-value --secret-id ARN --secret-string file:///dev/stdin
# admin_token makes whoever signs in and sends it the first platform admin, once.
# The console's client secret comes from the issuer: CONSOLE_CLIENT_SECRET=… infra/terraform/secrets.sh
set -euo pipefail
umask 077
fresh() { openssl rand -hex 24; }
printf '{"master_key": "%s", "cookie_key": "%s", "db_api_password": "%s", "db_reconciler_password": "%s", "console_client_secret": "%s", "admin_token": "%s"}\n' \
  "$(openssl rand -base64 32)" "$(fresh)" "$(fresh)" "$(fresh)" "${CONSOLE_CLIENT_SECRET:-}" "$(fresh)"
