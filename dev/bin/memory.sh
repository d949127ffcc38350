# Sourced by ./freshet: a pipeline whose state is four times its memory.

# test --long memory: orders and customers joined and summed up with 512 MiB; the sums are those that the rows' generator took.
test_long_memory() {
  [ $# = 0 ] || { say "freshet: memory has no option $1"; exit 2; }
  local rows=10000000 folder figures peak limit
  folder=$(mktemp -d "${TMPDIR:-/tmp}/freshet-memory-XXXXXX")
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$folder'" EXIT
  say "Making $rows orders"
  memory_rows "$folder" $rows
  memory_pipeline "$folder"
  say "Running them with 512 MiB"
  "$FRESHET_ROOT/freshet" run "$folder/pipeline.yaml" --memory 512Mi --stats "$folder/stats.json" || return 1
  tail -n +2 -q "$folder"/out/*.csv | LC_ALL=C sort >"$folder/seen"
  cmp "$folder/expected" "$folder/seen" || { say "The sums are wrong."; return 1; }
  figures=$(tr -d ' \n' <"$folder/stats.json")
  peak=$(memory_figure peak_rss_bytes)
  limit=$(((512 << 20) * 5 / 4))
  mkdir -p "$FRESHET_ROOT/docs/results"
  printf '{"suite":"memory","date":"%s","commit":"%s","budget_bytes":%d,"peak_rss_bytes":%s,"state_bytes":%s,"state_filed_bytes":%s,"state_pages_read":%s,"state_pages_written":%s,"rows":%s,"seconds":%s,"correct":true}\n' \
    "$(date -u +%F)" "$(git -C "$FRESHET_ROOT" rev-parse --short HEAD)" $((512 << 20)) "$peak" \
    "$(memory_figure state_bytes)" "$(memory_figure state_filed_bytes)" "$(memory_figure state_pages_read)" \
    "$(memory_figure state_pages_written)" "$(memory_figure input_rows)" "$(memory_figure seconds)" |
    tee -a "$FRESHET_ROOT/docs/results/memory.jsonl"
  [ "$peak" -le $limit ] || { say "The process took $peak bytes, more than its memory and a quarter."; return 1; }
  say "The sums are right, the process took $((peak >> 20)) MiB."
}

memory_figure() { printf '%s\n' "$figures" | sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }

# memory_rows FOLDER ROWS: files of orders, of which a twentieth move to another customer at last; customers; expected sums.
memory_rows() {
  LC_ALL=C awk -v folder="$1" -v rows="$2" '
    function draw(n) { x = (x * 16807) % 2147483647; return x % n }
    function add(customer, amount, note, sign,   r) {
      r = customer % 50
      n[r] += sign; sum[r] += sign * amount
      later[r] += sign * (note > name[customer])
    }
    BEGIN {
      x = 20261125
      people = rows / 20
      print "id,region,name" > (folder "/customers.csv")
      for (i = 0; i < people; i++) {
        name[i] = sprintf("%08x", draw(2147483647))
        print i "," i % 50 "," name[i] > (folder "/customers.csv")
      }
      for (i = 0; i < rows; i++) {
        if (i % 500000 == 0) {
          if (file) close(file)
          file = sprintf("%s/orders-%03d.csv", folder, i / 500000)
          print "id,customer,amount,note" > file
        }
        c = draw(people); a = draw(1000)
        t = sprintf("%08x%08x%08x%08x%08x%08x", draw(2147483647), i, a * 7, c, i * 3, c * 5)
        print i "," c "," a "," t > file
        add(c, a, t, 1)
        if (i % 20 == 0) { customer[i] = c; amount[i] = a; note[i] = t }
      }
      close(file)
      file = folder "/orders-999.csv"
      print "id,customer,amount,note" > file
      for (i = 0; i < rows; i += 20) {
        add(customer[i], amount[i], note[i], -1)
        c = draw(people)
        print i "," c "," amount[i] "," note[i] > file
        add(c, amount[i], note[i], 1)
      }
      for (r = 0; r < 50; r++) printf "%d,%d,%d,%d\n", r, n[r], sum[r], later[r]
    }' | LC_ALL=C sort >"$1/expected"
}

memory_pipeline() {
  cat >"$1/pipeline.yaml" <<'YAML'
api_version: freshet/v1
kind: Pipeline
metadata: {name: memory}
spec:
  sources:
    orders:
      connector: files
      path: .
      pattern: "orders-*.csv"
      format: csv
      mode: STATIC
      columns: {id: BIGINT NOT NULL, customer: BIGINT NOT NULL, amount: BIGINT NOT NULL, note: TEXT NOT NULL}
      primary_key: [id]
    customers:
      connector: files
      path: .
      pattern: "customers.csv"
      format: csv
      mode: STATIC
      columns: {id: BIGINT NOT NULL, region: BIGINT NOT NULL, name: TEXT NOT NULL}
      primary_key: [id]
  sql: |
    CREATE VIEW regions AS
    SELECT c.region, COUNT(*) AS n, SUM(o.amount) AS amount, SUM(CASE WHEN o.note > c.name THEN 1 ELSE 0 END) AS later
    FROM orders o JOIN customers c ON o.customer = c.id GROUP BY c.region;
  sinks:
    out: {view: regions, connector: files, path: ./out, format: csv, mode: SNAPSHOT}
YAML
}
