# Sourced by ./freshet: the service's OCI image.

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

# image_run FOLDER [untrained]
image_run() {
  "$JAVA_HOME/bin/java" -Xmx512m -cp "$(jar_of dev):$FRESHET_ROOT/dev/target/lib/*" \
    dev.freshet.stack.image.ImageBuild "$FRESHET_ROOT" "$@"
}
