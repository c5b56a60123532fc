#!/usr/bin/env bash
# A new user's first minutes: ./dev run, the session it prints followed word for word with Debian's AWS CLI, openssl and
# curl, to the revocation seen in the list and by OCSP; the server killed with -9, started again, and everything still there.
source "$(dirname "$0")/server.sh"

start first
grep -h '^==>' "$work/server-first.log" "$work/out-first"
{
  sed -n '/^ready /,$p' "$work/out-first" | tail -n +2
  # What this test looks at next; not part of the printed text.
  echo 'printf "%s\n" "$PWD" "$ca" "$leaf" "$serial" "$crl" "$ocsp" > "'"$work"'/made"'
} >"$work/session.sh"
timeout 300 bash -eu "$work/session.sh" >"$work/session.out" 2>&1 || {
  cat "$work/session.out" >&2
  fail "the printed session does not work"
}
grep -q '^leaf.pem: OK$' "$work/session.out" || fail "openssl did not accept the certificate"
{ read -r folder; read -r ca; read -r leaf; read -r serial; read -r crl; read -r ocsp; } <"$work/made"
[ -n "$serial" ] || fail "the certificate has no serial"
said() { grep -q -- "$1" "$work/session.out" || { cat "$work/session.out" >&2; fail "the session does not show: $1"; }; }
said "Serial Number: $serial\$"
said '^verify OK$'
said 'Key Compromise'
said '^Response verify OK$'
said '^leaf.pem: revoked$'
said 'Reason: keyCompromise'
# What was fetched, by another reader of openssl: it refuses the certificate, and for no other reason.
openssl crl -inform DER -in "$folder/ca.crl" -out "$work/ca.crl"
refused() { # refused LIST
  ! openssl verify -crl_check -CAfile "$folder/root.pem" -CRLfile "$1" "$folder/leaf.pem" >"$work/verdict" 2>&1 \
    && grep -q 'certificate revoked' "$work/verdict"
}
refused "$work/ca.crl" || fail "openssl takes the revoked certificate with the list: $(cat "$work/verdict")"

kill9
start second
pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$leaf" --query Certificate --output text >"$work/leaf.pem"
cmp "$folder/leaf.pem" "$work/leaf.pem" || fail "the certificate is not the same after kill -9"
[ "$(pca describe-certificate-authority --certificate-authority-arn "$ca" --query CertificateAuthority.Status --output text)" = ACTIVE ] \
  || fail "the CA is not ACTIVE after kill -9"

# The revocation is there again too (I10), under the new port of this start.
port=$(sed -n 's/^.*CRL and OCSP on port //p' "$work/out-second" "$work/server-second.log")
curl -sSf -o "$work/after.crl" "http://127.0.0.1:$port/${crl#http://*/}" || fail "the list is gone after kill -9"
openssl crl -inform DER -in "$work/after.crl" -out "$work/after.pem"
refused "$work/after.pem" || fail "the list after kill -9 does not name the certificate: $(cat "$work/verdict")"
openssl ocsp -issuer "$folder/root.pem" -CAfile "$folder/root.pem" -cert "$folder/leaf.pem" \
  -url "http://127.0.0.1:$port/${ocsp#http://*/}" >"$work/ocsp" 2>&1 || fail "no OCSP answer after kill -9: $(cat "$work/ocsp")"
grep -q ': revoked$' "$work/ocsp" || fail "OCSP does not know the revocation after kill -9: $(cat "$work/ocsp")"
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
