# Sourced by ./freshet test: all tests, and how long each module took.

test_all() {
  local module java=() ui=no doors=no terraform=no all=yes status=0 not_run=
  for module in "$@"; do
    case $module in
      --long) shift; test_long "$@"; return ;;
      -*) say "freshet: test has no option $module"; exit 2 ;;
      ui) ui=yes; all=no ;;
      dev/acceptance) doors=yes; all=no ;;
      infra/terraform) terraform=yes; all=no ;;
      *)
        [ -f "$FRESHET_ROOT/$module/pom.xml" ] || { say "freshet: there is no module $module (try: ./freshet test $(modules | head -n 3 | tr '\n' ' ')… ui)"; exit 2; }
        java[${#java[@]}]=$module
        all=no ;;
    esac
  done
  [ $all = yes ] && ui=yes doors=yes terraform=yes
  minutes=$FRESHET_HOME/build/test-minutes
  say "Running the tests (whole log: $FRESHET_HOME/logs/test.log)"
  mkdir -p "$FRESHET_HOME/build" "$FRESHET_HOME/logs"
  : >"$minutes"
  if [ $ui = yes ]; then build_console; fi
  if [ $all = yes ]; then
    test_java || status=1
  elif [ ${#java[@]} -gt 0 ]; then
    test_java -pl "$(IFS=,; printf '%s' "${java[*]}")" -am || status=1
  fi
  if [ $ui = yes ]; then test_ui || status=1; fi
  if [ $ui = yes ] || [ $doors = yes ]; then test_on_stack $ui $doors || status=1; fi
  if [ $terraform = yes ]; then test_terraform || status=1; fi
  print_minutes
  [ $status = 0 ] && say "All tests passed${not_run:+, but not run: $not_run}." || say "There are failures."
  return $status
}

# The modules that the root pom lists.
modules() { sed -n 's:.*<module>\(.*\)</module>.*:\1:p' "$FRESHET_ROOT/pom.xml"; }

test_java() {
  local log=$FRESHET_HOME/logs/test.log status=0
  "$FRESHET_ROOT/mvnw" -B -f "$FRESHET_ROOT/pom.xml" --fail-at-end verify "$@" 2>&1 | tee "$log" | test_progress || status=1
  sed -n 's/^\[INFO\] \(Freshet[^.]*[^. ]\) [. ]* *\(SUCCESS\|FAILURE\) \[ *\([^]]*\)\]$/\1|\2|\3/p' "$log" >>"$minutes"
  return $status
}

# Of Maven's log what tells how far the tests are, and everything about failures.
test_progress() {
  grep --line-buffered -E '^\[ERROR\]|^\[INFO\] Building Freshet|Tests run:|^(Caused by|Expect|	at )|AssertionError|Exception:|BUILD (SUCCESS|FAILURE)|Total time' || true
}

test_ui() {
  local started=$SECONDS result=SUCCESS
  [ -f "$FRESHET_ROOT/ui/package.json" ] || return 0
  (cd "$FRESHET_ROOT/ui" && npm test) || result=FAILURE
  note_minutes 'Freshet :: ui' $result $started
}

# note_minutes NAME RESULT STARTED: a line of the table; fails where the result is a failure.
note_minutes() {
  printf '%s|%s|%s s\n' "$1" "$2" $((SECONDS - $3)) >>"$minutes"
  [ "$2" = SUCCESS ]
}

# test_on_stack UI DOORS: what needs a running stack, on one of its own, which leaves the user's stack and data alone.
test_on_stack() {
  local status=0
  [ "$1" = no ] || need_browser
  build_modules stack dev
  build_service
  build_modules cli api/cli
  (
    stack=$FRESHET_HOME/test
    unset FRESHET_URL FRESHET_TOKEN_URL FRESHET_TENANT FRESHET_CLIENT_ID FRESHET_CLIENT_SECRET
    export FRESHET_DATABASE_URL=
    trap 'FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" down' EXIT
    started=$SECONDS
    FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" up --detach --kafka || exit 1
    note_minutes 'Freshet :: stack for the browser and acceptance' SUCCESS $started
    [ "$1" = no ] || test_browser || status=1
    [ "$2" = no ] || test_acceptance || status=1
    exit $status
  ) || status=1
  return $status
}

# Where Terraform or its provider cannot be had, the summary says so; that is neither passed nor failed.
test_terraform() {
  local started=$SECONDS code=0 log=$FRESHET_HOME/logs/test-terraform.log result=SUCCESS
  "$FRESHET_ROOT/infra/terraform/test" 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
  case $code in
    0) ;;
    77) result='NOT RUN'; not_run=infra/terraform ;;
    *) result=FAILURE ;;
  esac
  printf 'infra/terraform|%s|%s s\n' "$result" $((SECONDS - started)) >>"$minutes"
  [ "$result" != FAILURE ]
}

# Drives the console.
test_browser() {
  local started=$SECONDS result=SUCCESS
  (cd "$FRESHET_ROOT/ui" && FRESHET_HOME=$stack FRESHET_CHROMIUM=$browser npm run e2e) || result=FAILURE
  note_minutes 'Freshet :: ui :: browser' $result $started
}

# What the product promises, through its public doors.
test_acceptance() {
  local started=$SECONDS result=SUCCESS
  "$FRESHET_ROOT/mvnw" -B -f "$FRESHET_ROOT/pom.xml" -pl dev/acceptance -am -DskipTests -Dacceptance.skip=false \
    "-Dacceptance.home=$stack" verify 2>&1 | tee "$FRESHET_HOME/logs/acceptance.log" | test_progress || result=FAILURE
  note_minutes 'Freshet :: dev :: acceptance' $result $started
}

# The browser tests use the system's Chromium; leaves its path in $browser.
need_browser() {
  find_browser && return 0
  if grep -qs '^ID=ubuntu' /etc/os-release; then
    die "Ubuntu's chromium package is only a stub for a snap, which browser tests cannot drive: install Google Chrome from its own package, or run the browser tests on Debian"
  fi
  apt_install chromium fonts-dejavu-core && find_browser ||
    die "the browser tests need Chromium: install it (Debian: apt-get install chromium fonts-dejavu-core), or set FRESHET_CHROMIUM to its path"
}

find_browser() {
  local name
  browser=${FRESHET_CHROMIUM:-}
  [ -n "$browser" ] && [ -x "$browser" ] && return 0
  for name in chromium chromium-browser google-chrome; do
    browser=$(command -v $name 2>/dev/null) || continue
    # Ubuntu's stub is a script that asks for the snap.
    head -c 4096 "$browser" | grep -aq 'snap' && grep -qs '^ID=ubuntu' /etc/os-release || return 0
  done
  return 1
}

# Maven prints 12.345 s, or 01:23 min, or 01:02 h.
print_minutes() {
  awk -F'|' '
    function minutes(text,  part) {
      if (text ~ / s$/) return text / 60
      split(text, part, "[: ]")
      return text ~ /h$/ ? part[1] * 60 + part[2] : part[1] + part[2] / 60
    }
    { total += minutes($3); printf "%8.2f min  %-8s %s\n", minutes($3), $2 == "SUCCESS" ? "ok" : $2 == "NOT RUN" ? $2 : "FAILED", $1 }
    END { printf "%8.2f min  in all\n", total }' "$minutes" | LC_ALL=C sort -rn
}

# Campaigns that take hours: counts go to docs/results.
test_long() {
  local suite=${1:-}
  [ $# = 0 ] || shift
  case $suite in
    # Applies the Terraform examples to an AWS emulator.
    terraform-moto) test_long_moto "$@" ;;
    sqllogictest) test_long_java sqllogictest engine/shell 'SqlLogicTest#everything' "$@" ;;
    crash-matrix) test_long_java crash-matrix engine/worker 'CrashMatrixTest#campaign' "$@" ;;
    protocol-model) "$FRESHET_ROOT/dev/model/check" "$@" ;;
    memory) . "$FRESHET_ROOT/dev/bin/memory.sh"; test_long_memory "$@" ;;
    image) . "$FRESHET_ROOT/dev/bin/image-test.sh"; test_long_image "$@" ;;
    upgrade) . "$FRESHET_ROOT/dev/bin/upgrade.sh"; test_long_upgrade "$@" ;;
    backup) . "$FRESHET_ROOT/dev/bin/backup.sh"; test_long_backup "$@" ;;
    wake | idle) . "$FRESHET_ROOT/dev/bin/rest.sh"; test_long_rest "$suite" "$@" ;;
    *) say "freshet: test --long knows the suites backup, crash-matrix, idle, image, memory, protocol-model, sqllogictest, terraform-moto, upgrade and wake"; exit 2 ;;
  esac
}

test_long_moto() {
  local log=$FRESHET_HOME/logs/terraform-moto.log code=0 counts
  mkdir -p "$FRESHET_HOME/logs"
  "$FRESHET_ROOT/infra/terraform/emulator/test" "$@" 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
  counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/"passed":\1,"failed":\2/p' "$log")
  [ -z "$counts" ] || printf '{"name":"terraform-moto","examples":"%s",%s,"commit":"%s","date":"%s"}\n' "${*:-zero-dev standard-prod}" \
    "$counts" "$(git -C "$FRESHET_ROOT" rev-parse --short HEAD)" "$(date +%F)" >>"$FRESHET_ROOT/docs/results/terraform-moto.jsonl"
  return $code
}

# test_long_java SUITE MODULE TEST [--shard I/N] [--resume]: a campaign that appends its counts to docs/results/SUITE.jsonl.
test_long_java() {
  local suite=$1 module=$2 test=$3 shard=1/1 resume=false
  shift 3
  while [ $# -gt 0 ]; do
    case $1 in
      --shard) shard=${2:-}; shift ;;
      --resume) resume=true ;;
      *) say "freshet: $suite has no option $1"; exit 2 ;;
    esac
    shift
  done
  [[ $shard =~ ^[1-9][0-9]*/[1-9][0-9]*$ ]] || { say "freshet: --shard is I/N, such as 2/8"; exit 2; }
  "$FRESHET_ROOT/mvnw" -B -q -f "$FRESHET_ROOT/pom.xml" -pl "$module" -am -Dquick \
    "-Dtest=$test" -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.useFile=false \
    "-Dfreshet.campaign.results=$FRESHET_ROOT/docs/results" "-Dfreshet.campaign.shard=$shard" \
    "-Dfreshet.campaign.resume=$resume" "-Dfreshet.campaign.commit=$(git -C "$FRESHET_ROOT" rev-parse --short HEAD)" test
}
