# Sourced by ./freshet: the engine without a server, with as little start-up as that allows.

# Jars of the engine: what SQL needs first, so that nothing else is opened to look for it; the order is always the same.
engine_classpath() {
  local dir=$FRESHET_ROOT/engine/shell/target/lib name jar path
  path=$(jar_of engine/shell)
  for name in freshet-spi freshet-core freshet-sql calcite guava avatica picocli jackson snakeyaml slf4j-api; do
    for jar in "$dir/$name"*.jar; do
      [ -f "$jar" ] && path=$path:$jar
    done
  done
  # The JVM takes the folder's other jars; those that stand before already are passed over.
  printf '%s\n' "$path:$dir/*"
}

# heap_of ARGUMENT…: flags for the heap, for the --memory among the arguments: the rest of it is the JVM's own.
heap_of() {
  local size= value unit
  while [ $# -gt 0 ]; do
    case $1 in
      --memory) size=${2:-} ;;
      --memory=*) size=${1#--memory=} ;;
    esac
    shift
  done
  value=${size%%[!0-9]*}
  [ -n "$value" ] || return 0
  unit=${size#"$value"}
  case $unit in
    [Kk]*) value=$((value / 1024)) ;;
    [Mm]*) ;;
    [Gg]*) value=$((value * 1024)) ;;
    [Tt]*) value=$((value * 1024 * 1024)) ;;
    *) value=$((value / 1024 / 1024)) ;;
  esac
  value=$((value * 3 / 4))
  [ $value -ge 32 ] || value=32
  # Most of a bounded heap is state, which is old.
  printf -- '-Xmx%dm -XX:+UseSerialGC -XX:NewRatio=4 -XX:+ExitOnOutOfMemoryError\n' $value
}

# Classes of the shell, loaded and linked ahead of time: made once per build, from a run of a small script.
warm_sql() {
  local cache=$FRESHET_HOME/build/sql.aot
  [ -f "$cache" ] && [ ! "$FRESHET_HOME/build/shell.stamp" -nt "$cache" ] && return 0
  [ "${FRESHET_BUILD:-yes}" = no ] && return 0
  with_lock aot make_sql_cache "$cache"
}

make_sql_cache() {
  [ -f "$1" ] && [ ! "$FRESHET_HOME/build/shell.stamp" -nt "$1" ] && return 0
  say "Preparing the shell for quick starts"
  rm -f "$1"
  # Without the cache all works as well, only later.
  "$JAVA_HOME/bin/java" $sql_flags -Xlog:disable -XX:AOTCacheOutput="$1" -cp "$(engine_classpath)" \
    dev.freshet.shell.Main sql -o csv --keep-going "$FRESHET_ROOT/dev/bin/training.sql" >/dev/null 2>&1 || true
  [ -f "$1" ] || : >"$1"
}

sql_flags='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC'

# become_engine COMMAND ARGUMENT…
become_engine() {
  local flags= cache=$FRESHET_HOME/build/sql.aot
  if [ "$1" = sql ]; then
    warm_sql
    flags="$sql_flags -Xlog:disable"
    [ -s "$cache" ] && flags="$flags -XX:AOTCache=$cache"
  else
    flags='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
  fi
  # shellcheck disable=SC2046,SC2086 # flags are words
  exec "$JAVA_HOME/bin/java" $flags $(heap_of "$@") ${FRESHET_JAVA_OPTS:-} \
    -cp "$(engine_classpath)" dev.freshet.shell.Main "$@"
}
