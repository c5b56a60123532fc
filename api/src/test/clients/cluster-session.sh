#!/usr/bin/env bash
# A new user's first minutes with a cluster: ./dev cluster, the session it prints followed word for word on both nodes, and
# what it says of breaking it: whatever server or node is killed, certificates are issued again, and none that was is lost.
source "$(dirname "$0")/server.sh"

export SEALWRIGHT_HOME=$work/home SEALWRIGHT_PORT=$((20000 + RANDOM % 10000))
chmod 711 "$work" # the servers do not run as root, and pass through
began=$(date +%s%3N)
setsid ./dev cluster >"$work/out" 2>"$work/server-cluster.log" &
server=$!
end_cluster() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true
}
trap 'end_cluster; cleanup' EXIT
until grep -q '^# Logs' "$work/out"; do
  kill -0 "$server" 2>/dev/null || fail "the cluster ended before it was ready"
  [ $(($(date +%s%3N) - began)) -lt 900000 ] || fail "not ready within fifteen minutes"
  sleep 0.1
done
echo "ready after $(($(date +%s%3N) - began)) ms"
grep -q "^ready http://127.0.0.1:$SEALWRIGHT_PORT http://127.0.0.1:$((SEALWRIGHT_PORT + 100))\$" "$work/out" || fail "not ready as the README says"

# The session leaves its functions and variables behind, for what comes next here.
sed -n '/^# A root CA/,/^# To break it/p' "$work/out" >"$work/session.sh"
cat >>"$work/session.sh" <<'TEXT'
issue() { # issue FUNCTION: until it is issued, by one request with one idempotency token
  local token=$RANDOM$RANDOM arn tries=0
  until arn=$("$1" issue-certificate --certificate-authority-arn "$ca" --csr fileb://leaf.csr --idempotency-token "$token" \
    --signing-algorithm SHA256WITHECDSA --validity Value=90,Type=DAYS --query CertificateArn --output text 2>>refusals); do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { tail -n 5 refusals >&2; exit 1; }
    sleep 0.5
  done
  echo "$arn" >>issued
}
broken() { # broken WHAT FUNCTION...: kills it, issues by each of these, and mends it
  local began function
  echo "killing $1"
  "$dev" cluster kill "$1"
  began=$(date +%s%3N)
  for function in "${@:2}"; do issue "$function"; done
  echo "issued again after $(($(date +%s%3N) - began)) ms"
  "$dev" cluster resume
}
readable() { # readable FUNCTION: everything that was issued is there
  local arn
  while read -r arn; do
    "$1" get-certificate --certificate-authority-arn "$ca" --certificate-arn "$arn" --query Certificate --output text >one.pem
    openssl verify -CAfile root.pem one.pem >/dev/null
    openssl x509 -in one.pem -noout -serial
  done <issued
}
touch refusals
issue pca
issue pca2
broken leader pca pca2
broken standby pca pca2
broken node1 pca2 pca2
until pca list-certificate-authorities >/dev/null 2>&1; do sleep 0.5; done
broken node2 pca
until pca2 list-certificate-authorities >/dev/null 2>&1; do sleep 0.5; done
readable pca >serials1
readable pca2 >serials2
cmp serials1 serials2
[ "$(sort -u serials1 | wc -l)" = "$(wc -l <issued)" ]
echo "issued: $(wc -l <issued), refused on the way: $(grep -c . refusals || true) lines"
TEXT
dev=$PWD/dev timeout 600 bash -eu "$work/session.sh" >"$work/session.out" 2>&1 || {
  cat "$work/session.out" >&2
  fail "the session does not work"
}
grep '^issued\|^killing' "$work/session.out"
for said in '^leaf.pem: OK$' '^leaf2.pem: OK$' '^leaf.pem: revoked$'; do
  grep -q "$said" "$work/session.out" || { cat "$work/session.out" >&2; fail "the session does not show $said"; }
done

began=$(date +%s%3N)
trap cleanup EXIT
end_cluster
took=$(($(date +%s%3N) - began))
server=
echo "SIGTERM: ended after $took ms"
# Its steps are bounded: ten seconds for the nodes, four for each follower, five for the leader, two for etcd.
[ "$took" -lt 30000 ] || fail "SIGTERM took longer than the bounds of its steps together"
for proc in /proc/[0-9]*; do
  case $(readlink "$proc/cwd" 2>/dev/null) in "$work"/*) fail "left behind: $(tr '\0' ' ' <"$proc/cmdline")" ;; esac
done
echo "cluster session: OK"
