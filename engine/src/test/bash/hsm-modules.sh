#!/usr/bin/env bash
# Sets up PKCS#11 modules that need no hardware, runs a command that uses them, and takes everything down again.
# usage: hsm-modules.sh COMMAND...      as root: a mount and an IPC namespace of its own keep all state in one temporary folder
#
# The command finds in its environment SEALWRIGHT_TEST_HSM, the folder, in which each module has a folder of its own with
# what the tests read, and what the modules themselves look for. A module that cannot be set up ends it with status 1.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  [ "$(id -u)" = 0 ] || { echo "error: the modules are set up by root, in namespaces of their own; use: sudo $0" >&2; exit 1; }
  unshare --mount --ipc true 2>/dev/null || { echo "error: this system allows no mount and IPC namespaces (a container without CAP_SYS_ADMIN?)" >&2; exit 1; }
  exec unshare --mount --ipc --propagation private "$0" --inside "$@"
fi
shift

work=$(mktemp -d)
chmod 755 "$work"
servers=()
takedown() {
  local status=$? i
  for ((i = ${#servers[@]} - 1; i >= 0; i--)); do
    kill "${servers[i]}" 2>/dev/null || true
    wait "${servers[i]}" 2>/dev/null || true
  done
  umount /var/lib/opencryptoki /var/log/opencryptoki /run /dev/shm 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap takedown EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

say() { printf '==> %s\n' "$*" >&2; }
fail() { # fail MODULE
  echo "error: $1 cannot be set up; what was said last:" >&2
  tail -n 15 "$work/$1"/*.log >&2 || true
  exit 1
}

# serve MODULE NAME COMMAND...: in the background, with a log; ended by its id at the end
serve() {
  local module=$1 name=$2
  shift 2
  "$@" >"$work/$module/$name.log" 2>&1 </dev/null &
  servers+=($!)
}

# until_true COMMAND...: at most twenty seconds
until_true() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || return 1
    sleep 0.1
  done
}

# The token of the soft slot. Everything that the daemon and the library write lands in the temporary folder.
opencryptoki() {
  say "openCryptoki, its soft token"
  local module=$work/opencryptoki
  mkdir -p "$module" "$work"/{lib,log,run/lock/opencryptoki}
  cp -a /var/lib/opencryptoki/. "$work/lib/"
  rm -rf "$work"/lib/swtok/*
  mkdir -p "$work/lib/swtok/TOK_OBJ" "$work"/run/lock/opencryptoki/{ccatok,ep11tok,icsf,lite,swtok,tpm}
  chgrp -R pkcs11 "$work/lib" "$work/run/lock/opencryptoki"
  chmod -R g+rwX "$work/lib" "$work/run/lock/opencryptoki"
  mkdir -p /var/log/opencryptoki
  mount --bind "$work/lib" /var/lib/opencryptoki
  mount --bind "$work/log" /var/log/opencryptoki
  mount --bind "$work/run" /run
  mount -t tmpfs tmpfs /dev/shm
  serve opencryptoki pkcsslotd pkcsslotd -f
  until_true pkcsconf -t || fail opencryptoki
  {
    echo bench | pkcsconf -I -c 3 -S 87654321
    pkcsconf -P -c 3 -S 87654321 -n 76543210
    pkcsconf -u -c 3 -S 76543210 -n 12345678
    pkcsconf -p -c 3 -U 12345678 -n 87651234
  } >"$module/init.log" 2>&1 || fail opencryptoki
  pin opencryptoki 87651234
}

# A database for NSS's softoken of the system.
nss() {
  say "NSS, the softoken of the system"
  mkdir -p "$work/nss/db"
  pin nss Pin-of-the-tests-1
  certutil -N -d "sql:$work/nss/db" -f "$work/nss/pin" >"$work/nss/certutil.log" 2>&1 || fail nss
}

# A token on a TPM in software, behind a resource manager on a bus of its own.
tpm() {
  say "tpm2-pkcs11 on swtpm"
  local port=$((20000 + 2 * (RANDOM % 15000)))
  mkdir -p "$work/tpm"/{state,store}
  serve tpm swtpm swtpm socket --tpm2 --tpmstate "dir=$work/tpm/state" --server "type=tcp,port=$port" \
    --ctrl "type=tcp,port=$((port + 1))" --flags not-need-init,startup-clear
  serve tpm dbus dbus-daemon --session --nofork --nopidfile "--address=unix:path=$work/tpm/bus"
  until_true test -S "$work/tpm/bus" || fail tpm
  export DBUS_SESSION_BUS_ADDRESS=unix:path=$work/tpm/bus
  serve tpm abrmd tpm2-abrmd --session --allow-root --max-transients=100 "--tcti=swtpm:host=127.0.0.1,port=$port"
  export TPM2_PKCS11_TCTI=tabrmd:bus_type=session TPM2TOOLS_TCTI=tabrmd:bus_type=session TPM2_PKCS11_STORE=$work/tpm/store
  until_true tpm2_getrandom 1 || fail tpm
  {
    tpm2_ptool init "--path=$work/tpm/store"
    tpm2_ptool addtoken --pid=1 --label=bench --sopin=1234 --userpin=1234 "--path=$work/tpm/store"
  } >"$work/tpm/init.log" 2>&1 || fail tpm
  pin tpm 1234
}

# SoftHSM2 in another process, behind the socket of a p11-kit server.
p11kit() {
  say "p11-kit, a server over SoftHSM2"
  local module conf=$work/p11kit/softhsm2.conf
  module=$(ls /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so 2>/dev/null | head -n 1)
  mkdir -p "$work/p11kit/tokens"
  echo "directories.tokendir = $work/p11kit/tokens" >"$conf"
  SOFTHSM2_CONF=$conf softhsm2-util --init-token --free --label bench --so-pin 12345678 --pin 1234 \
    >"$work/p11kit/init.log" 2>&1 || fail p11kit
  serve p11kit server env "SOFTHSM2_CONF=$conf" p11-kit server -f --provider "$module" -n "$work/p11kit/socket" 'pkcs11:token=bench'
  until_true test -S "$work/p11kit/socket" || fail p11kit
  export P11_KIT_SERVER_ADDRESS=unix:path=$work/p11kit/socket
  pin p11kit 1234
}

pin() { # pin MODULE PIN: where the tests read it
  (umask 077 && echo "$2" >"$work/$1/pin")
}

opencryptoki
nss
tpm
p11kit
export SEALWRIGHT_TEST_HSM=$work
"$@"
