#!/usr/bin/env bash
# A new user's first minutes: ./dev run, the session it prints followed word for word with Debian's AWS CLI,
# the server killed with -9, started again, and everything still there.
set -euo pipefail
cd "$(dirname "$0")/../../../.."

work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill -9 "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
fail() {
  echo "FAILED: $*" >&2
  tail -n 40 "$work"/server*.log >&2 || true
  exit 1
}

# Debian's awscli, whatever other aws stands in the PATH.
[ -x /usr/bin/aws ] || fail "awscli is missing; install it with: apt-get install -y awscli"
export PATH="/usr/bin:$PATH"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_REGION

start() { # start LOGNAME: serves, waits for ready, says how long that took
  local log=$work/server-$1.log began
  began=$(date +%s%3N)
  SEALWRIGHT_HOME=$work/home SEALWRIGHT_PORT=0 SEALWRIGHT_MANAGEMENT_PORT=0 ./dev run >"$work/out-$1" 2>"$log" &
  server=$!
  until grep -q '^ready ' "$work/out-$1"; do
    kill -0 "$server" 2>/dev/null || fail "the server ended before it was ready"
    [ $(($(date +%s%3N) - began)) -lt 600000 ] || fail "not ready within ten minutes"
    sleep 0.05
  done
  echo "start $1: ready after $(($(date +%s%3N) - began)) ms"
  until grep -q '^# Metrics' "$work/out-$1"; do sleep 0.05; done
}

start first
grep -h '^==>' "$work/out-first" "$work/server-first.log" || true
{
  sed -n '/^ready /,$p' "$work/out-first" | tail -n +2
  # What a user would look at next; not part of the printed text.
  echo 'printf "%s\n%s\n%s\n" "$PWD" "$ca" "$leaf" > "'"$work"'/made"'
} >"$work/session.sh"
bash -eu "$work/session.sh" >"$work/session.out" 2>&1 || { cat "$work/session.out" >&2; fail "the printed session does not work"; }
grep -q '^leaf.pem: OK$' "$work/session.out" || fail "openssl did not accept the certificate"
{ read -r folder; read -r ca; read -r leaf; } <"$work/made"

kill -9 "$server"
wait "$server" 2>/dev/null || true
start second

export AWS_SHARED_CREDENTIALS_FILE=$work/home/credentials AWS_DEFAULT_REGION=us-east-1
endpoint=$(sed -n 's/^ready //p' "$work/out-second")
pca() { aws --endpoint-url "$endpoint" acm-pca "$@"; }
pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$leaf" --query Certificate --output text >"$work/leaf.pem"
cmp "$folder/leaf.pem" "$work/leaf.pem" || fail "the certificate is not the same after kill -9"
[ "$(pca describe-certificate-authority --certificate-authority-arn "$ca" --query CertificateAuthority.Status --output text)" = ACTIVE ] \
  || fail "the CA is not ACTIVE after kill -9"

# Keys live in the token only: sensitive, never extractable.
conf=$(sed -n 's/^.*SOFTHSM2_CONF=//p' "$work/out-second")
module=$(compgen -G '/usr/lib/softhsm/libsofthsm2.so' || compgen -G '/usr/lib/*/softhsm/libsofthsm2.so')
SOFTHSM2_CONF=$conf pkcs11-tool --module "$module" --login --pin "$(cat "$work"/home/token/*pin | head -n 1)" --list-objects --type privkey >"$work/keys" 2>&1 \
  || { cat "$work/keys" >&2; fail "pkcs11-tool does not list the keys"; }
grep -q 'sensitive, always sensitive, never extractable' "$work/keys" || { cat "$work/keys" >&2; fail "the CA key is not guarded"; }

began=$(date +%s%3N)
kill -TERM "$server"
wait "$server" || true
server=
took=$(($(date +%s%3N) - began))
echo "SIGTERM: ended after $took ms"
[ "$took" -lt 10000 ] || fail "SIGTERM took longer than the promised ten seconds"
rm -rf "$folder"
echo "printed session: OK"
