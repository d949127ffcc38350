# Sourced by ./freshet test: a pipeline at zero and back, on a stack of its own beside an emulator of S3 and SQS.

# test_long_rest SUITE [OPTION…]: wake (how long until a row is readable) or idle (what an idle service asks the database).
test_long_rest() {
  local suite=$1 status=0 version=5.2.5 cache=${FRESHET_CACHE:-${HOME:?}/.cache/freshet} moto
  shift
  moto=$cache/moto-$version
  if [ ! -x "$moto/bin/moto_server" ]; then
    say "Fetching moto $version, an emulator of AWS"
    python3 -m venv "$moto" && "$moto/bin/pip" install -q "moto[server]==$version" ||
      die "moto $version cannot be installed: this suite needs Python 3.10 or later with venv, and PyPI"
  fi
  build_modules stack dev
  build_service
  (
    unset FRESHET_URL FRESHET_TOKEN_URL FRESHET_TENANT FRESHET_CLIENT_ID FRESHET_CLIENT_SECRET FRESHET_WAREHOUSE
    export FRESHET_DATABASE_URL='' FRESHET_BUILD=no FRESHET_HOME=$FRESHET_HOME/$suite-test
    export FRESHET_SQL="$JAVA_HOME/bin/java -cp $(jar_of dev):$FRESHET_ROOT/dev/target/lib/* dev.freshet.stack.Statement"
    trap '"$FRESHET_ROOT/freshet" down' EXIT
    "$moto/bin/python" "$FRESHET_ROOT/dev/bin/rest.py" "$suite" "$FRESHET_ROOT" "$@"
  ) || status=1
  return $status
}
