# Compiles pgvector from Debian's source package against the headers of PostgreSQL 17, all in private folders and
# without installing a package. Arguments: an empty folder to work in, the PostgreSQL to put the extension into.
set -eu
work=$1
postgres=$2
suite=trixie

command -v gcc >/dev/null 2>&1 || {
  [ "$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends gcc libc6-dev
} || { echo "no gcc: install gcc and libc6-dev, or Python 3 with pip"; exit 1; }

# The mirror that this system uses.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
  sed -n -e 's/^deb \(\[[^]]*\] \)\{0,1\}\([a-z+]*:[^ ]*\).*/\2/p' -e 's/^URIs: *\([^ ]*\).*/\1/p' | grep -v security | head -n 1)
[ -n "$mirror" ] || { echo "apt has no mirror of Debian here"; exit 1; }

mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/src"
cat >"$work/sources.list" <<LIST
deb $mirror $suite main
deb-src $mirror $suite main
LIST
apt() {
  apt-get -qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root "$@"
}
cd "$work/src"
apt update
apt --download-only source pgvector
apt download postgresql-server-dev-17
tar -xf pgvector_*.orig.tar.gz
dpkg -x postgresql-server-dev-17_*.deb headers

cd pgvector-*/
for file in src/*.c; do
  gcc -O2 -fPIC -ftree-vectorize -fassociative-math -fno-signed-zeros -fno-trapping-math \
    -I../headers/usr/include/postgresql/17/server -c "$file"
done
gcc -shared -s -o "$postgres/lib/postgresql/vector.so" ./*.o -lm
version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" vector.control)
cp vector.control sql/vector--*.sql "$postgres/share/postgresql/extension/"
cp sql/vector.sql "$postgres/share/postgresql/extension/vector--$version.sql"
