# Sourced by ./mvnw and ./freshet: finds a JDK 25 and installs what Debian or Ubuntu can install. Written for bash 3.2
# and later, because that is what macOS has.

say() { printf '%s\n' "$*" >&2; }
die() { say "freshet: $*"; exit 1; }

# All files of a checkout live here.
freshet_home() {
  local home=${FRESHET_HOME:-$FRESHET_ROOT/.freshet}
  mkdir -p "$home" || die "cannot make the folder $home (set FRESHET_HOME to another one)"
  (cd -P -- "$home" && pwd)
}

# apt_install PACKAGE…: as root on Debian or Ubuntu; fails elsewhere.
apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "Installing $* with apt"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } \
    >"${TMPDIR:-/tmp}/freshet-apt.$$" 2>&1 && rm -f "${TMPDIR:-/tmp}/freshet-apt.$$" && return 0
  tail -n 5 "${TMPDIR:-/tmp}/freshet-apt.$$" >&2
  rm -f "${TMPDIR:-/tmp}/freshet-apt.$$"
  return 1
}

# Whether that folder holds a JDK (not only a runtime) of version 25.
is_jdk25() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the home of the java on the PATH.
java_on_path() {
  local java link
  java=$(command -v java) || return 1
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in /*) java=$link ;; *) java=$(dirname "$java")/$link ;; esac
  done
  (cd -P -- "$(dirname "$java")/.." && pwd)
}

# Prints the home of a JDK 25.
find_jdk() {
  local home
  if [ -n "${FRESHET_JAVA_HOME:-}" ]; then
    is_jdk25 "$FRESHET_JAVA_HOME" || die "FRESHET_JAVA_HOME=$FRESHET_JAVA_HOME is not a JDK 25"
    printf '%s\n' "$FRESHET_JAVA_HOME"
    return 0
  fi
  for home in "${JAVA_HOME:-}" "$(java_on_path 2>/dev/null || true)" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/*temurin* "${HOME:-/nowhere}"/.sdkman/candidates/java/* \
    "${HOME:-/nowhere}"/.jdks/* "${HOME:-/nowhere}"/.local/share/mise/installs/java/* \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  if [ "${FRESHET_INSTALL:-yes}" = yes ] && apt_install openjdk-25-jdk-headless; then
    for home in /usr/lib/jvm/*; do
      if is_jdk25 "$home"; then
        printf '%s\n' "$home"
        return 0
      fi
    done
  fi
  say "freshet: no JDK 25 found (looked at FRESHET_JAVA_HOME, JAVA_HOME, java on the PATH and the usual folders)."
  say "Install one, for example Eclipse Temurin 25 (https://adoptium.net), or:"
  say "  Debian/Ubuntu with openjdk-25: apt-get install openjdk-25-jdk-headless    macOS: brew install openjdk@25"
  say "and, if it is not found by itself, set FRESHET_JAVA_HOME to its folder."
  return 1
}
