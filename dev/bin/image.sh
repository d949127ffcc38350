# Sourced by ./freshet: the service's OCI image, and its trial without a container engine.

image_folder() { printf '%s\n' "$FRESHET_HOME/build/image"; }

# image [--out FILE]: builds it; a copy of the archive goes to FILE.
image_build() {
  local out=
  while [ $# -gt 0 ]; do
    case $1 in
      --out) out=${2:-}; shift ;;
      *) say "freshet: image knows only --out FILE"; exit 2 ;;
    esac
    shift
  done
  build_modules stack dev
  build_service
  say "Putting the image together"
  image_run "$(image_folder)"
  [ -z "$out" ] || cp "$(image_folder)/freshet.tar" "$out"
}

image_run() {
  "$JAVA_HOME/bin/java" -Xmx512m -cp "$(jar_of dev):$FRESHET_ROOT/dev/target/lib/*" \
    dev.freshet.stack.image.ImageBuild "$FRESHET_ROOT" "$1"
}

# container LIMIT ENV-FILE DATA ROLE: becomes a role in the unpacked root file system: read-only, /tmp in memory, DATA at
# /data, as an unprivileged user without capabilities, its memory bounded where the system's cgroups allow that. Not a
# container engine: the network is the host's.
container() {
  local limit=$1 env=$2 data=$3 role=$4 group=/sys/fs/cgroup/memory/freshet-$$-$4
  mkdir "$group" 2>/dev/null && echo "$limit" >"$group/memory.limit_in_bytes" 2>/dev/null || group=
  # shellcheck disable=SC2016 # expanded by the inner shell
  exec unshare --mount --pid --fork --kill-child bash -c '
    set -e
    root=$1 env=$2 data=$3 role=$4 group=$5
    [ -z "$group" ] || echo 0 >"$group/cgroup.procs"
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -t tmpfs -o mode=1777,size=512m tmpfs "$root/tmp"
    mount --bind "$data" "$root/data"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for node in null zero random urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
    mount --rbind /sys "$root/sys"
    mount -o remount,bind,ro "$root"
    exec env -i bash -c "set -a; . $env; exec chroot --userspec=10001:10001 $root /bin/sh /opt/freshet/bin/freshet $role"
  ' container "$(image_folder)/rootfs" "$env" "$data" "$role" "$group" </dev/null
}

# The image in the place of the local stack's control plane: starts, runs a pipeline, loses its worker twice.
test_long_image() {
  local status=0
  [ "$(id -u)" = 0 ] && command -v unshare >/dev/null || die "this suite mounts and changes users: run it as root on Linux"
  image_build
  (
    stack=$FRESHET_HOME/image-test
    trap 'kill $(jobs -p) 2>/dev/null; FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" down' EXIT
    unset FRESHET_URL FRESHET_TOKEN_URL FRESHET_TENANT FRESHET_CLIENT_ID FRESHET_CLIENT_SECRET
    FRESHET_DATABASE_URL='' FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" up --detach || exit 1
    image_trial
  ) || status=1
  image_twice || status=1
  [ $status = 0 ] && say "The image passed." || say "The image failed."
  return $status
}

on_stack() { FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" "$@"; }

image_trial() {
  local data=$stack/image-data env=$stack/image.env url plane
  plane=$(on_stack status -o json | tr -d ' \n' | tr '{' '\n' | sed -n '/control-plane/s/.*"pid":\([0-9]*\).*/\1/p')
  url=$(sed -n "s/^FRESHET_URL='\{0,1\}\([^']*\).*/\1/p" "$stack/dev.env")
  rm -rf "$data"
  mkdir -p "$data" "$(image_folder)/rootfs/data"
  cp "$(tr '\0' '\n' <"/proc/$plane/environ" | sed -n 's/^FRESHET_SEED=//p')" "$data/seed.json"
  chown -R 10001:10001 "$data"
  {
    tr '\0' '\n' <"/proc/$plane/environ" | grep '^FRESHET_' |
      grep -vE '^FRESHET_(JAVA|ROOT|HOME|SEED|UI_DIR|WAREHOUSE|WORKER_CLASSPATH|ALLOWED_ROOTS|BARRED_PATHS|BUILD|CACHE)' |
      sed "s/=\(.*\)/='\1'/"
    printf "%s\n" FRESHET_HOME=/tmp/freshet FRESHET_SEED=/data/seed.json FRESHET_UI_DIR=/opt/freshet/ui \
      FRESHET_WAREHOUSE=file:///data/warehouse "FRESHET_WORKER_CLASSPATH='/opt/freshet/worker/*'" \
      FRESHET_ALLOWED_ROOTS=/data LANG=C.UTF-8
  } >"$env"
  kill "$plane"
  while kill -0 "$plane" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$plane/status" 2>/dev/null; do sleep 0.2; done
  (container $((512 << 20)) "$env" "$data" migrate) || return 1
  (container $((512 << 20)) "$env" "$data" migrate) || return 1
  local begun
  begun=$(date +%s%3N)
  (container $((1024 << 20)) "$env" "$data" control-plane) >"$stack/logs/image.log" 2>&1 &
  for _ in $(seq 600); do curl -fs "$url/q/health/ready" >/dev/null && break; sleep 0.1; done
  curl -fs "$url/q/health/ready" >/dev/null || { tail -n 20 "$stack/logs/image.log"; return 1; }
  say "control plane ready after $(($(date +%s%3N) - begun)) ms"
  image_pipeline
}

# Rows go in before, between and after the ends of two workers; each is there once.
image_pipeline() {
  local file=$stack/image.yaml plane worker n
  cat >"$file" <<'YAML'
api_version: freshet/v1
kind: Pipeline
metadata: {name: image-trial}
spec:
  desired_state: RUNNING
  memory: 512Mi
  sources:
    orders: {connector: push, columns: {id: BIGINT NOT NULL, amount: BIGINT}, primary_key: [id]}
  sql: CREATE VIEW total AS SELECT COUNT(*) AS n, SUM(amount) AS amount FROM orders;
YAML
  on_stack pipeline apply "$file" --wait || return 1
  plane=$(pgrep -f 'server/quarkus-run.jar$' | while read -r pid; do readlink "/proc/$pid/root" | grep -q image/rootfs && echo "$pid"; done)
  for signal in KILL TERM none; do
    n=$((${n:-0} + 1))
    printf '{"id": %d, "amount": 10}\n' $n >"$stack/rows.ndjson"
    for _ in $(seq 60); do on_stack push image-trial orders "$stack/rows.ndjson" >/dev/null 2>&1 && break; sleep 0.5; done
    worker=$(pgrep -P "$plane" -f WorkerMain | tail -n 1)
    [ $signal = none ] || kill -$signal "$worker"
  done
  say "control plane: $(grep VmRSS "/proc/$plane/status" | tr -s '\t ' ' '), worker: $(grep VmRSS "/proc/$worker/status" | tr -s '\t ' ' ')"
  say "runs as $(grep -E '^(Uid|CapEff)' "/proc/$plane/status" | tr -s '\t\n' ' ')"
  n=$(on_stack query image-trial --view total -o json | tr -d ' \n')
  case $n in *'"n":"3","amount":"30"'*) say "three rows, each once" ;; *) say "wrong: $n"; return 1 ;; esac
  touch "$(image_folder)/rootfs/data" 2>/dev/null
  kill -TERM "$plane"
  for n in $(seq 100); do kill -0 "$plane" 2>/dev/null || break; sleep 0.1; done
  kill -0 "$plane" 2>/dev/null && { say "the control plane does not end on SIGTERM"; return 1; }
  say "ended on SIGTERM after about $((n * 100)) ms"
}

# Two builds of the same files make the same layers.
image_twice() {
  image_run "$(image_folder)-again" >/dev/null
  local first second
  first=$(cd "$(image_folder)/layout/blobs/sha256" && ls)
  second=$(cd "$(image_folder)-again/layout/blobs/sha256" && ls)
  rm -rf "$(image_folder)-again"
  [ "$first" = "$second" ] && say "two builds, the same digests"
}
