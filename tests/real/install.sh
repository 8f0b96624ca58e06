#!/bin/sh
# The real parts that the tests use, from Debian's packages. Run as root. Nothing that comes with them is left running.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium fonts-dejavu-core"
command -v knotd >/dev/null 2>&1 || missing="$missing knot"
command -v caddy >/dev/null 2>&1 || missing="$missing caddy"
command -v pebble >/dev/null 2>&1 || missing="$missing pebble"
command -v unbound >/dev/null 2>&1 || missing="$missing unbound"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v certutil >/dev/null 2>&1 || missing="$missing libnss3-tools"
command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
command -v radosgw >/dev/null 2>&1 || missing="$missing radosgw ceph-mon ceph-osd"
if [ -z "$missing" ]; then exit 0; fi
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
fi
apt-get update -qq
# shellcheck disable=SC2086 # several packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
