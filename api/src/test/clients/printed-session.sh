#!/usr/bin/env bash
# A new user's first minutes: ./dev run, the session it prints followed word for word with Debian's AWS CLI,
# the server killed with -9, started again, and everything still there.
source "$(dirname "$0")/server.sh"

start first
grep -h '^==>' "$work/server-first.log" "$work/out-first"
{
  sed -n '/^ready /,$p' "$work/out-first" | tail -n +2
  # What this test looks at next; not part of the printed text.
  echo 'printf "%s\n%s\n%s\n" "$PWD" "$ca" "$leaf" > "'"$work"'/made"'
} >"$work/session.sh"
bash -eu "$work/session.sh" >"$work/session.out" 2>&1 || {
  cat "$work/session.out" >&2
  fail "the printed session does not work"
}
grep -q '^leaf.pem: OK$' "$work/session.out" || fail "openssl did not accept the certificate"
{ read -r folder; read -r ca; read -r leaf; } <"$work/made"

kill9
start second
pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$leaf" --query Certificate --output text >"$work/leaf.pem"
cmp "$folder/leaf.pem" "$work/leaf.pem" || fail "the certificate is not the same after kill -9"
[ "$(pca describe-certificate-authority --certificate-authority-arn "$ca" --query CertificateAuthority.Status --output text)" = ACTIVE ] \
  || fail "the CA is not ACTIVE after kill -9"
rm -rf "$folder"

# Keys live in the token only: sensitive, never extractable (I8).
conf=$(sed -n 's/^.*SOFTHSM2_CONF=//p' "$work/out-second")
module=$(compgen -G '/usr/lib/softhsm/libsofthsm2.so' || compgen -G '/usr/lib/*/softhsm/libsofthsm2.so')
PIN=$(cat "$work/home/token/sealwright.pin") SOFTHSM2_CONF=$conf \
  pkcs11-tool --module "$module" --login --pin env:PIN --list-objects --type privkey >"$work/keys" 2>&1 || {
  cat "$work/keys" >&2
  fail "pkcs11-tool does not list the keys"
}
grep -q 'sensitive, always sensitive, never extractable' "$work/keys" || {
  cat "$work/keys" >&2
  fail "the CA key is not guarded"
}

began=$(date +%s%3N)
kill -TERM "$server"
wait "$server" || true
server=
took=$(($(date +%s%3N) - began))
echo "SIGTERM: ended after $took ms"
[ "$took" -lt 10000 ] || fail "SIGTERM took longer than the promised ten seconds"
echo "printed session: OK"
