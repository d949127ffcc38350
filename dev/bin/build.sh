# Sourced by ./freshet: builds the parts whose sources are newer than their last build.

# jar_of MODULE: path of a module's own jar.
jar_of() {
  local pom=$FRESHET_ROOT/$1/pom.xml name version
  name=$(sed -n 's:.*<artifactId>\(freshet-[a-z-]*\)</artifactId>.*:\1:p' "$pom" | head -n 1)
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$pom" | head -n 1)
  printf '%s\n' "$FRESHET_ROOT/$1/target/$name-$version.jar"
}

# sources_newer STAMP: whether a source or build file of any Java module is newer than that file.
sources_newer() {
  [ -n "$(cd "$FRESHET_ROOT" && find pom.xml .mvn api engine ingest state-store vector dev \
    \( -name target -o -path '*/src/test' -o -name node_modules \) -prune -o \( -type f -o -path '*/src/*' \) -newer "$1" -print 2>/dev/null | head -n 1)" ]
}

# with_lock NAME COMMAND…: one build at a time per checkout; a lock whose owner is gone is taken over.
with_lock() {
  local lock=$FRESHET_HOME/build/$1.lock owner waited=no status=0
  shift
  mkdir -p "$FRESHET_HOME/build"
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ $waited = yes ] || say "Waiting for another build of this checkout"
    waited=yes
    sleep 1
  done
  printf '%s\n' "$$" >"$lock/pid"
  "$@" || status=$?
  rm -rf "$lock"
  return $status
}

# build_modules STAMP MODULE…: packages the modules and what they need, where that is stale or missing.
build_modules() {
  local stamp=$FRESHET_HOME/build/$1.stamp
  shift
  [ "${FRESHET_BUILD:-yes}" = no ] && return 0
  fresh "$stamp" "$@" || with_lock java build_stale "$stamp" "$@"
}

fresh() {
  local stamp=$1 module
  shift
  [ -f "$stamp" ] || return 1
  for module in "$@"; do
    case $module in
      api/server) [ -f "$FRESHET_ROOT/$module/target/quarkus-app/quarkus-run.jar" ] || return 1 ;;
      *) [ -f "$(jar_of "$module")" ] && [ -d "$FRESHET_ROOT/$module/target/lib" ] || return 1 ;;
    esac
  done
  ! sources_newer "$stamp"
}

build_stale() {
  local stamp=$1 list log=$FRESHET_HOME/logs/build.log
  shift
  fresh "$stamp" "$@" && return 0
  list=$(IFS=,; printf '%s' "$*")
  mkdir -p "$FRESHET_HOME/logs"
  touch "$stamp.new"
  say "Building $list (log: $log)"
  if ! "$FRESHET_ROOT/mvnw" -B -f "$FRESHET_ROOT/pom.xml" -Dquick -DskipTests -pl "$list" -am package 2>&1 |
    tee "$log" | progress; then
    grep '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    die "the build of $list failed, see $log"
  fi
  mv "$stamp.new" "$stamp"
}

# Turns Maven's headings into one short line per module.
progress() {
  sed -n 's/^\[INFO\] Building \(Freshet[^[]*[^ [0-9]\).*\(\[[0-9/]*\]\).*/  \2 \1/p' >&2
}

# The control plane with its worker, and the console.
build_service() {
  build_console
  build_modules service api/server engine/worker
}

build_console() {
  local ui=$FRESHET_ROOT/ui stamp=$FRESHET_HOME/build/ui.stamp
  [ -f "$ui/package.json" ] || return 0
  [ "${FRESHET_BUILD:-yes}" = no ] && return 0
  console_fresh || with_lock ui build_console_stale
}

console_fresh() {
  [ -f "$stamp" ] && [ -d "$ui/dist" ] &&
    [ -z "$(find "$ui" \( -name node_modules -o -name dist -o -name test-results \) -prune -o -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

build_console_stale() {
  local log=$FRESHET_HOME/logs/build-ui.log
  console_fresh && return 0
  need_node
  mkdir -p "$FRESHET_HOME/logs"
  touch "$stamp.new"
  say "Building ui (log: $log)"
  (cd "$ui" && npm_install && npm run build) >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2; die "the build of ui failed, see $log"; }
  # Installing and building touch the folder itself, after the stamp was made.
  [ -n "$(find "$ui/src" "$ui/package.json" -newer "$stamp.new" -print 2>/dev/null | head -n 1)" ] || touch "$stamp.new"
  mv "$stamp.new" "$stamp"
}

npm_install() {
  if [ -d node_modules ] && [ node_modules/.package-lock.json -nt package-lock.json ]; then
    return 0
  fi
  npm ci --no-audit --no-fund
}

need_node() {
  local version
  command -v npm >/dev/null 2>&1 || apt_install nodejs npm || die "the console needs Node 20 or later with npm: install it (https://nodejs.org)"
  version=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$version" -ge 20 ] || die "the console needs Node 20 or later, this is $(node --version): install a newer one (https://nodejs.org)"
}
