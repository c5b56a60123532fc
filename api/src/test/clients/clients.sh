#!/usr/bin/env bash
# Four clients, unchanged but for the endpoint, against ./dev run: each lives through all 23 operations.
# What is missing (Debian's boto3 and Node.js, the JavaScript SDK) is installed.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"
clients=$PWD/api/src/test/clients

need() { # need PACKAGE TEST...
  local package=$1
  shift
  if "$@" >/dev/null 2>&1; then return; fi
  local install="apt-get install -y --no-install-recommends $package"
  $install >/dev/null 2>&1 || { apt-get update -qq && $install >/dev/null 2>&1; } || fail "missing; install with: $install"
}
need python3-boto3 /usr/bin/python3 -c 'import boto3'
need nodejs command -v node
need npm command -v npm
[ -e api/target/test.classpath ] || fail "the tests are not compiled; compile them with: ./dev test"

cp -r "$clients/javascript" "$work/javascript"
(cd "$work/javascript" && npm ci --no-audit --no-fund >"$work/npm.log" 2>&1) || fail "npm ci: $(tail -n 5 "$work/npm.log")"

start clients
export AWS_SHARED_CREDENTIALS_FILE=$work/home/credentials AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true
buckets=$work/home/buckets
bash "$clients/awscli-life.sh" "$endpoint" "$buckets" || fail "awscli"
/usr/bin/python3 "$clients/life.py" "$endpoint" "$buckets" || fail "boto3"
node "$work/javascript/life.mjs" "$endpoint" "$buckets" || fail "AWS SDK for JavaScript"
"$JAVA_HOME/bin/java" -cp "api/target/test-classes:$(cat api/target/test.classpath)" \
  dev.sealwright.api.ClientLife "$endpoint" "$buckets" || fail "AWS SDK for Java"

kill -TERM "$server"
wait "$server" || true
server=
echo "clients: OK"
