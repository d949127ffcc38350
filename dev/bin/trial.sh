# Sourced by the long suites that run the whole service on a stack of their own: image, upgrade, backup.

# trial_stack NAME: a new stack of the suite's own, in $stack; it goes down with the shell that asked for it.
trial_stack() {
  stack=$FRESHET_HOME/$1-test
  on_stack down 2>/dev/null
  rm -rf "$stack"
  unset FRESHET_URL FRESHET_TOKEN_URL FRESHET_TENANT FRESHET_CLIENT_ID FRESHET_CLIENT_SECRET FRESHET_WAREHOUSE
  export FRESHET_DATABASE_URL=
  trap 'trial_end' EXIT
}

trial_end() {
  [ -z "$(jobs -p)" ] || kill $(jobs -p) 2>/dev/null
  on_stack down
  trial_cleanup 2>/dev/null
}

trial_cleanup() { :; }

on_stack() { FRESHET_HOME=$stack FRESHET_BUILD=no "$FRESHET_ROOT/freshet" "$@"; }

# of_env NAME [FILE]: a value out of dev.env.
of_env() { sed -n "s/^$1='\{0,1\}\([^']*\)'\{0,1\}\$/\1/p" "${2:-$stack/dev.env}"; }

# service_pid: the pid of the stack's own control plane.
service_pid() { on_stack status -o json | tr -d ' \n' | tr '{' '\n' | sed -n '/control-plane/s/.*"pid":\([0-9]*\).*/\1/p'; }

# gone PID: waits, a minute at most, until that process has ended.
gone() {
  local try
  for try in $(seq 600); do
    kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || return 0
    sleep 0.1
  done
  say "process $1 does not end"
  return 1
}

# ready URL: waits, two minutes at most, until the service is.
ready() {
  local try
  for try in $(seq 2400); do
    curl -fs "$1/q/health/ready" >/dev/null && return 0
    sleep 0.05
  done
  say "$1 does not get ready"
  return 1
}

now_ms() { date +%s%3N; }

# call VERB PATH [BODY]: one call of the API below acme's tenant, as its admin.
call() {
  local token
  token=$(curl -fsS -d grant_type=client_credentials -d "client_id=$(of_env FRESHET_ACME_CLIENT_ID)" \
    --data-urlencode "client_secret=$(of_env FRESHET_ACME_CLIENT_SECRET)" "$(of_env FRESHET_TOKEN_URL)" |
    sed 's/.*"access_token":"\([^"]*\)".*/\1/') || return 1
  curl -sS -X "$1" -H "Authorization: Bearer $token" ${3:+-H 'Content-Type: application/json' -d "$3"} \
    "$(of_env FRESHET_URL)/api/v1/tenants/acme$2"
}

# field NAME: of the JSON object on stdin, the first plain value of that name.
field() { tr -d '\n' | sed -n "s/.*[{,] *\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p"; }

# until_state PIPELINE STATE: waits, two minutes at most.
until_state() {
  local try state=
  for try in $(seq 600); do
    state=$(call GET "/pipelines/$1" | tr -d '\n' | sed -n 's/.*"status":{[^}]*"state":"\([A-Z]*\)".*/\1/p')
    [ "$state" = "$2" ] && return 0
    sleep 0.2
  done
  say "pipeline $1 is $state and not $2: $(call GET "/pipelines/$1" | cut -c 1-600)"
  return 1
}

# support_definition DOCS-FOLDER: the example with its orders pushed, and without a key: an order that came twice would count
# twice.
support_definition() {
  sed -e '/^    orders:/,/^    customers:/{/topic:\|connection:\|format:\|primary_key:/d;s/connector: kafka/connector: push/}' \
    -e "s|path: ./docs|path: $1|" "$FRESHET_ROOT/examples/support/pipeline.yaml"
}

# support_parts FOLDER: the example's orders in four files of 500.
support_parts() {
  mkdir -p "$1"
  split -l 500 -d --additional-suffix=.ndjson "$FRESHET_ROOT/examples/support/data/orders.jsonl" "$1/orders-"
}

# support_begin: the example runs on the stack, over a copy of its documents, with its customers and without orders.
support_begin() {
  cp -r "$FRESHET_ROOT/examples/support/docs" "$stack/docs"
  support_definition "$stack/docs" >"$stack/support.yaml"
  support_parts "$stack/parts"
  on_stack pipeline apply "$stack/support.yaml" --wait || return 1
  on_stack push support customers "$FRESHET_ROOT/examples/support/data/customers.csv" >/dev/null
}

# push_part N [SECONDS]: repeats under one idempotency key until it is answered.
push_part() { on_stack push support orders "$stack/parts/orders-0$1.ndjson" --timeout "${2:-180}" >/dev/null; }

# tiers: what the example makes of its orders, in one line.
tiers() { on_stack query support "SELECT tier, orders, amount, largest FROM tiers ORDER BY tier" -o json | tr -d ' \n'; }

# tiers_right PARTS: compares with what a script computes from the files.
tiers_right() {
  local found try expected
  expected=$(expected_tiers "$1")
  for try in $(seq 30); do
    found=$(tiers | grep -o '"tier":"[a-z]*","orders":"[0-9]*","amount":"[0-9.]*","largest":"[0-9.]*"' | tr '\n' ';')
    [ "$found" = "$expected" ] && return 0
    sleep 1
  done
  say "wrong: $found"
  say "right: $expected"
  return 1
}

expected_tiers() {
  head -n $((500 * $1)) "$FRESHET_ROOT/examples/support/data/orders.jsonl" |
    awk -F'"' -v customers="$FRESHET_ROOT/examples/support/data/customers.csv" '
      BEGIN { while ((getline line < customers) > 0) { split(line, c, ","); tier[c[1]] = c[3] } }
      # Cents, as integers, for exact sums.
      { t = tier[$6]; cents = $10; sub(/\./, "", cents); n[t]++; sum[t] += cents; if (cents + 0 > most[t] + 0) most[t] = cents }
      END { for (t in n) printf "\"tier\":\"%s\",\"orders\":\"%d\",\"amount\":\"%d.%02d\",\"largest\":\"%d.%02d\"\n",
              t, n[t], sum[t] / 100, sum[t] % 100, most[t] / 100, most[t] % 100 }' | LC_ALL=C sort | tr '\n' ';'
}

# finds QUESTION WORDS: waits, two minutes at most, until the best passages hold the words.
finds() {
  local try
  for try in $(seq 60); do
    on_stack search support kb "$1" -k 3 -o json 2>/dev/null | grep -q "$2" && return 0
    sleep 2
  done
  say "no passage on \"$1\" says \"$2\""
  return 1
}

# record SUITE JSON-MEMBERS: a line of docs/results.
record() {
  printf '{"name":"%s",%s,"commit":"%s","date":"%s"}\n' "$1" "$2" "$(git -C "$FRESHET_ROOT" rev-parse --short HEAD)" \
    "$(date +%F)" >>"$FRESHET_ROOT/docs/results/$1.jsonl"
}
