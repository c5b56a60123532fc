#!/usr/bin/env bash
# Installs what the laboratory needs, by apt, without starting any service: install.sh server|cluster
set -euo pipefail
# shellcheck source=lab.sh
source "$(dirname "$(readlink -f "$0")")/lab.sh"

packages=()
postgres_bin >/dev/null || packages+=(postgresql)
command -v openssl >/dev/null || packages+=(openssl)
services=()
case ${1:-} in
  server) ;;
  cluster)
    command -v patroni >/dev/null || { packages+=(patroni) && services+=(patroni.service); }
    command -v etcd >/dev/null || { packages+=(etcd-server) && services+=(etcd.service); }
    command -v etcdctl >/dev/null || packages+=(etcd-client)
    # Nobody depends on it, and without it Patroni's client of etcd fails where pyOpenSSL happens to be installed.
    /usr/bin/python3 -c 'import idna' 2>/dev/null || packages+=(python3-idna)
    ;;
  *) die "usage: install.sh server|cluster" ;;
esac
if [ ${#packages[@]} = 0 ]; then exit 0; fi
install=(apt-get install -y --no-install-recommends "${packages[@]}")
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  die "missing: ${packages[*]}; install with: sudo $(readlink -f "$0") $1   (or: sudo ${install[*]})"
fi

# Debian starts services as it installs them, and makes a database cluster `main`. For the time of the installation it
# is told not to; what the administrator had said about that stays.
policy=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/sealwright-install.conf
made=()
remove_made() { if [ ${#made[@]} -gt 0 ]; then rm -f "${made[@]}"; fi; }
trap remove_made EXIT
if [ ! -e "$policy" ]; then
  made+=("$policy")
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
mkdir -p "${no_cluster%/*}"
made+=("$no_cluster")
printf 'create_main_cluster = false\n' >"$no_cluster"

say "installing ${packages[*]} (once)"
export DEBIAN_FRONTEND=noninteractive
"${install[@]}" >/dev/null 2>&1 || { apt-get update -qq && "${install[@]}" >/dev/null; } || die "could not install; try: ${install[*]}"
# Nor at the next boot: the laboratory starts its own.
if [ ${#services[@]} -gt 0 ] && command -v systemctl >/dev/null; then systemctl disable --now "${services[@]}" >/dev/null 2>&1 || true; fi
