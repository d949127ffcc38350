# Sourced by ./freshet test: the image's root file system in the place of the local stack's control plane.
. "$FRESHET_ROOT/dev/bin/image.sh"
. "$FRESHET_ROOT/dev/bin/trial.sh"

plane_limit=$((512 << 20))
worker_limit=$((1 << 30))
groups=

# Memory is bounded where version 1 of the cgroups is writable: the control plane's own processes and the workers apart, as
# two containers would be; together they may use the sum.
bound_memory() {
  groups=/sys/fs/cgroup/memory/freshet-image-$$
  mkdir -p $groups/plane $groups/worker 2>/dev/null &&
    echo $((plane_limit + worker_limit)) >$groups/memory.limit_in_bytes &&
    echo $plane_limit >$groups/plane/memory.limit_in_bytes &&
    echo $worker_limit >$groups/worker/memory.limit_in_bytes && return 0
  groups=
  say "memory is not bounded: there is no writable cgroup for it"
}

# Workers start as children of the control plane; this moves each into its own bounds, before it has opened its jars.
move_workers() {
  local pid
  while sleep 0.05; do
    while read -r pid; do
      tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'startup.WorkerMain' && echo "$pid" >$groups/worker/cgroup.procs
    done <$groups/plane/cgroup.procs
  done 2>/dev/null
}

# container ROLE [VARIABLE=VALUE]: becomes a role in the unpacked root file system: read-only, /tmp in memory, the suite's
# folder at /data, as an unprivileged user without capabilities. Not a container engine: the network is the host's.
container() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  exec unshare --mount --pid --fork --kill-child bash -c '
    set -e
    root=$1 env=$2 data=$3 role=$4 group=$5 more=$6
    [ -z "$group" ] || echo 0 >"$group/plane/cgroup.procs"
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -t tmpfs -o mode=1777,size=512m tmpfs "$root/tmp"
    mount --bind "$data" "$root/data"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for node in null zero random urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
    mount --rbind /sys "$root/sys"
    mount -o remount,bind,ro "$root"
    exec env -i $more /bin/bash -c "set -a; . $env; exec /usr/sbin/chroot --userspec=10001:10001 $root /bin/sh /opt/freshet/bin/freshet $role"
  ' container "$(image_folder)/rootfs" "$stack/image.env" "$stack/image-data" "$1" "$groups" "${2:-}" </dev/null
}

# test --long image [--built]: with it, takes the image as it was built last and builds no second one.
test_long_image() {
  local status=0 built=no
  case "$*" in
    '') ;;
    --built) built=yes ;;
    *) say "freshet: image knows only --built"; exit 2 ;;
  esac
  [ "$(id -u)" = 0 ] && command -v unshare >/dev/null || die "this suite mounts and changes users: run it as root on Linux"
  [ $built = yes ] || image_anew
  build_modules cli api/cli
  (
    trial_stack image
    on_stack up --detach --s3 || exit 1
    bound_memory
    image_trial
  ) || status=1
  [ $built = yes ] || image_twice || status=1
  [ $status = 0 ] && say "The image passed." || say "The image failed."
  return $status
}

# Nothing of an earlier build, such as a class whose source is gone, comes into the image.
image_anew() {
  local module
  for module in $(modules); do rm -rf "${FRESHET_ROOT:?}/$module/target"; done
  image_build
}

trial_cleanup() { [ -z "$groups" ] || rmdir "$groups/plane" "$groups/worker" "$groups"; }

# What the image is told: its own configuration, then what the stack told its control plane.
image_environment() {
  sed -n 's/^ *"\([A-Z_]*\)=\([^"]*\)",\{0,1\}$/\1='"'\2'"'/p' "$FRESHET_ROOT/dev/image/config.json"
  tr '\0' '\n' <"/proc/$1/environ" | grep '^FRESHET_' |
    grep -vE '^FRESHET_(JAVA|ROOT|HOME|SEED|UI_DIR|WORKER|ALLOWED_ROOTS|BARRED_PATHS|BUILD|CACHE|DATABASE_URL)' |
    sed "s/=\(.*\)/='\1'/"
  printf "%s\n" FRESHET_HTTP_HOST=127.0.0.1 FRESHET_SEED=/data/seed.json FRESHET_ALLOWED_ROOTS=/data
}

image_trial() {
  local data=$stack/image-data own url
  own=$(service_pid)
  url=$(of_env FRESHET_URL)
  rm -rf "$data"
  mkdir -p "$data" "$(image_folder)/rootfs/data"
  cp "$(tr '\0' '\n' <"/proc/$own/environ" | sed -n 's/^FRESHET_SEED=//p')" "$data/seed.json"
  cp -r "$FRESHET_ROOT/examples/support/docs" "$data/docs"
  chown -R 10001:10001 "$data"
  image_environment "$own" >"$stack/image.env"
  chmod 600 "$stack/image.env"
  kill "$own"
  gone "$own" || return 1
  (container migrate) || return 1
  (container migrate) || return 1
  image_start "$url" JAVA_TOOL_OPTIONS=-XX:AOTMode=off || return 1
  slow="$live_ms $ready_ms"
  image_stop || return 1
  image_start "$url" || return 1
  say "control plane without the AOT cache: answers after ${slow% *} ms, ready after ${slow#* } ms"
  say "control plane with it: answers after $live_ms ms, ready after $ready_ms ms"
  [ -z "$groups" ] || move_workers &
  image_pipeline && image_checks && image_stop && image_record
}

# image_start URL [VARIABLE=VALUE]: leaves the host's pid of the control plane in $plane, and the times.
image_start() {
  local begun
  begun=$(now_ms)
  (container control-plane "${2:-}") >>"$stack/logs/image.log" 2>&1 &
  until curl -s "$1/q/health/live" >/dev/null; do
    [ $(($(now_ms) - begun)) -lt 120000 ] || { tail -n 20 "$stack/logs/image.log"; return 1; }
    sleep 0.02
  done
  live_ms=$(($(now_ms) - begun))
  ready "$1" || { tail -n 20 "$stack/logs/image.log"; return 1; }
  ready_ms=$(($(now_ms) - begun))
  plane=$(in_image 'server/quarkus-run.jar$')
}

# in_image PATTERN: pids of the image's processes.
in_image() { pgrep -f "$1" | while read -r pid; do readlink "/proc/$pid/root" | grep -q image/rootfs && echo "$pid"; done; }

image_stop() {
  local begun
  begun=$(now_ms)
  kill -TERM "$plane"
  gone "$plane" || return 1
  say "control plane ended on SIGTERM after $(($(now_ms) - begun)) ms"
}

worker_pid() { in_image 'startup.WorkerMain$' | tail -n 1; }

# again SIGNAL: ends the worker and waits for the next one; its time goes into $again_ms.
again() {
  local old begun
  old=$(worker_pid)
  begun=$(now_ms)
  kill "-$1" "$old" || return 1
  gone "$old" || return 1
  until [ -n "$(worker_pid)" ] && [ "$(worker_pid)" != "$old" ]; do
    [ $(($(now_ms) - begun)) -lt 60000 ] || { say "no worker follows the one that got SIG$1"; return 1; }
    sleep 0.05
  done
  until tiers >/dev/null 2>&1; do sleep 0.2; done
  again_ms=$(($(now_ms) - begun))
  say "worker got SIG$1: a new one answered after $again_ms ms"
}

# The example, its tables on S3. Orders go in before, between and while workers end; each is there once.
image_pipeline() {
  local begun pushing
  support_definition /data/docs >"$stack/support.yaml"
  support_parts "$stack/parts"
  begun=$(now_ms)
  on_stack pipeline apply "$stack/support.yaml" --wait || return 1
  say "pipeline applied and running after $(($(now_ms) - begun)) ms"
  on_stack push support customers "$FRESHET_ROOT/examples/support/data/customers.csv" >/dev/null || return 1
  push_part 0 || return 1
  finds "What is the return window for a Tidewater device?" "30 days" || return 1
  again KILL || return 1
  kill_ms=$again_ms
  push_part 1 || return 1
  again TERM || return 1
  term_ms=$again_ms
  push_part 2 &
  pushing=$!
  sleep 0.8
  again KILL || return 1
  wait $pushing || return 1
  sed -i 's/return window for a Tidewater device is 30 days/return window for a Tidewater device is 45 days/' \
    "$stack/image-data/docs/billing/returns.md"
  push_part 3 || return 1
  tiers_right 4 || return 1
  say "2000 orders without a key, over four workers: each counted once"
  finds "What is the return window for a Tidewater device?" "45 days" || return 1
  say "an edited page was found by its new words"
}

# Who runs, how much memory, and where the tables lie.
image_checks() {
  local worker objects
  worker=$(worker_pid)
  on_stack pipeline stop support >/dev/null && until_state support STOPPED || return 1
  objects=$(find "$stack/s3/buckets/freshet/warehouse/acme" -type f | wc -l)
  [ "$objects" -gt 0 ] && [ -z "$(find "$stack/warehouse" "$stack/image-data" -name '*.parquet' -o -name '*.metadata.json')" ] ||
    { say "the tables are not on S3 alone"; return 1; }
  say "the warehouse holds $objects objects on S3, none on disk"
  grep -q '^Uid:.10001.10001' "/proc/$plane/status" && grep -q '^CapEff:.0*$' "/proc/$plane/status" ||
    { say "the control plane is not unprivileged"; return 1; }
  nsenter -t "$plane" -m sh -c "! touch $(image_folder)/rootfs/x 2>/dev/null" || { say "the root can be written to"; return 1; }
  say "control plane: user 10001, no capability, read-only root, $(grep VmHWM "/proc/$plane/status" | tr -s '\t ' ' ')"
  plane_peak=0 worker_peak=0
  [ -n "$groups" ] || return 0
  plane_peak=$(cat $groups/plane/memory.max_usage_in_bytes)
  worker_peak=$(cat $groups/worker/memory.max_usage_in_bytes)
  say "most memory, files in the page cache included: control plane $((plane_peak >> 20)) of $((plane_limit >> 20)) MiB, worker $((worker_peak >> 20)) of $((worker_limit >> 20)) MiB"
  grep -h . $groups/plane/memory.oom_control $groups/worker/memory.oom_control | grep -q '^oom_kill [1-9]' &&
    { say "the memory did not suffice"; return 1; }
  plane_rss=$(awk '/VmHWM/ {print $2 * 1024}' "/proc/$plane/status")
}

image_record() {
  record image "\"orders\":2000,\"worker_ends\":3,\"violations\":0,\"live_ms\":$live_ms,\"ready_ms\":$ready_ms,\"ready_ms_without_aot\":${slow#* },\"worker_after_kill_ms\":$kill_ms,\"worker_after_term_ms\":$term_ms,\"control_plane_peak_bytes\":$plane_peak,\"control_plane_rss_bytes\":${plane_rss:-0},\"worker_peak_bytes\":$worker_peak"
}

# The service compiled anew and put together again: every layer but the last has the same digest.
image_twice() {
  local first second log=$FRESHET_HOME/logs/image-again.log
  say "Compiling the service anew"
  "$FRESHET_ROOT/mvnw" -B -q -f "$FRESHET_ROOT/pom.xml" -Dquick -DskipTests -pl api/server,engine/worker -am clean package \
    >"$log" 2>&1 || { tail -n 20 "$log"; return 1; }
  image_run "$(image_folder)-again" untrained >>"$log" || return 1
  first=$(layers "$(image_folder)" | head -n 4)
  second=$(layers "$(image_folder)-again" | head -n 4)
  rm -rf "$(image_folder)-again"
  [ -n "$first" ] && [ "$first" = "$second" ] || { say "two builds differ: $first / $second"; return 1; }
  say "two builds: the same digests for base, runtime, libraries and service"
}

# layers FOLDER: the digests in their order.
layers() {
  local manifest
  manifest=$(grep -o 'sha256:[0-9a-f]*' "$1/layout/index.json" | head -n 1)
  tr '{' '\n' <"$1/layout/blobs/sha256/${manifest#sha256:}" | sed -n '/image.layer/s/.*\(sha256:[0-9a-f]*\).*/\1/p'
}
