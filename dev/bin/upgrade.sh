# Sourced by ./freshet test: two versions of the service on one database, first upwards, then back.
. "$FRESHET_ROOT/dev/bin/trial.sh"

# test --long upgrade [--from COMMIT]: without it, the last commit that had fewer migrations.
test_long_upgrade() {
  local from= status=0
  while [ $# -gt 0 ]; do
    case $1 in
      --from) from=${2:-}; shift ;;
      *) say "freshet: upgrade knows only --from COMMIT"; exit 2 ;;
    esac
    shift
  done
  [ -n "$from" ] || from=$(git -C "$FRESHET_ROOT" log -1 --diff-filter=A --format=%H^ -- state-store/meta/src/main/resources/db/migration)
  from=$(git -C "$FRESHET_ROOT" rev-parse --short "$from") || die "there is no commit $from"
  build_modules stack dev
  build_service
  build_modules cli api/cli
  upgrade_earlier "$from" || return 1
  (
    trial_stack upgrade
    FRESHET_HOME=$stack FRESHET_BUILD=no "$earlier/freshet" up --detach || exit 1
    upgrade_trial
  ) || status=1
  [ $status = 0 ] && say "The upgrade passed." || say "The upgrade failed."
  return $status
}

# upgrade_earlier COMMIT: that version, built in a worktree whose path is left in $earlier, and kept for the next time; the
# console is today's.
upgrade_earlier() {
  local log=$FRESHET_HOME/logs/upgrade-build.log
  earlier=$FRESHET_HOME/build/upgrade-from
  [ "$(git -C "$earlier" rev-parse --short HEAD 2>/dev/null)" = "$1" ] && [ -d "$earlier/ui/dist" ] && return 0
  git -C "$FRESHET_ROOT" worktree remove --force "$earlier" 2>/dev/null
  git -C "$FRESHET_ROOT" worktree add --quiet --detach "$earlier" "$1" || return 1
  say "Building the earlier version $1 (log: $log)"
  "$FRESHET_ROOT/mvnw" -B -f "$earlier/pom.xml" -Dquick -DskipTests -pl api/server,engine/worker,dev,api/cli -am package \
    >"$log" 2>&1 || { tail -n 20 "$log"; return 1; }
  cp -r "$FRESHET_ROOT/ui/dist" "$earlier/ui/dist"
}

upgrade_trial() {
  local first second own
  first=$(of_env FRESHET_URL)
  second=http://127.0.0.1:$(free_port)
  own=$(service_pid)
  tr '\0' '\n' <"/proc/$own/environ" | grep '^FRESHET_' | sed "s/=\(.*\)/='\1'/" >"$stack/plane.env"
  tr '\0' '\n' <"/proc/$own/cmdline" >"$stack/plane.command"
  chmod 600 "$stack/plane.env"
  support_begin && push_part 0 && tiers_right 1 || return 1
  say "the earlier version has the first 500 orders; its worker is $(worker_version)"
  plane_start "$FRESHET_ROOT" "$second" || return 1
  say "the later version got ready beside it, and has migrated the database"
  through "$second"; push_part 1 || return 1
  through "$first"; tiers_right 2 || return 1
  say "pushed through the later one, read through the earlier one: 1000 orders"
  kill "$own" && gone "$own" || return 1
  through "$second"; hand_over 2 later || return 1
  up_ms=$handed_ms
  finds "What is the return window for a Tidewater device?" "30 days" || return 1
  later=$plane
  earlier_again "$first" || return 1
  through "$first"; tiers_right 3 || return 1
  kill "$later" && gone "$later" || return 1
  hand_over 3 earlier || return 1
  sed -i 's/return window for a Tidewater device is 30 days/return window for a Tidewater device is 45 days/' \
    "$stack/docs/billing/returns.md"
  finds "What is the return window for a Tidewater device?" "45 days" || return 1
  say "back on the earlier version: 2000 orders, each counted once, and an edited page is found"
  record upgrade "\"from\":\"$from\",\"orders\":2000,\"versions_side_by_side\":2,\"handovers\":2,\"violations\":0,\"up_ms\":$up_ms,\"back_ms\":$handed_ms"
}

# through URL: the client's calls go there from now on.
through() { sed -i "s|^FRESHET_URL=.*|FRESHET_URL=$1|" "$stack/dev.env"; }

free_port() {
  local port
  for port in $(seq $((20000 + RANDOM % 9000)) 32000); do
    (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# plane_start CHECKOUT URL: a control plane with what the stack's own one was told, but of that checkout; its pid goes to $plane.
plane_start() {
  local jars
  jars="$1/engine/worker/target/lib/*:$(ls "$1"/engine/worker/target/freshet-worker-*.jar | grep -v sources | head -n 1)"
  (
    set -a
    . "$stack/plane.env"
    FRESHET_HTTP_PORT=${2##*:} FRESHET_WORKER_CLASSPATH=$jars FRESHET_UI_DIR=$1/ui/dist
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx320m -jar "$1/api/server/target/quarkus-app/quarkus-run.jar"
  ) >>"$stack/logs/plane.log" 2>&1 &
  plane=$!
  ready "$2" || { tail -n 20 "$stack/logs/plane.log"; return 1; }
}

earlier_again() {
  plane_start "$earlier" "$1" || return 1
  say "the earlier version got ready again on the migrated database"
}

# The worker that runs now, and of which version it is.
worker_pid() {
  local file pid
  for file in $(ls -t "$stack"/run/workers/*.json 2>/dev/null); do
    pid=$(field pid <"$file")
    kill -0 "$pid" 2>/dev/null && { echo "$pid"; return; }
  done
}

worker_version() {
  if tr '\0' ' ' <"/proc/$(worker_pid)/cmdline" | grep -q "$FRESHET_ROOT/engine/worker/target"; then echo later; else echo earlier; fi
}

# hand_over PART VERSION: ends the worker while that part of the orders is pushed; a worker of that version takes over.
hand_over() {
  local old begun pushing
  old=$(worker_pid)
  begun=$(now_ms)
  push_part "$1" &
  pushing=$!
  kill "$old" && gone "$old" || return 1
  wait $pushing || return 1
  handed_ms=$(($(now_ms) - begun))
  tiers_right $(($1 + 1)) || return 1
  [ "$(worker_version)" = "$2" ] || { say "the worker is not of the $2 version"; return 1; }
  say "a worker of the $2 version took over while orders came: $((500 * ($1 + 1))) orders, after $handed_ms ms"
}
