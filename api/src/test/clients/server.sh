# Sourced by the tests that use the server as a user does: `./dev run` in a home of its own, on free ports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill -9 "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
fail() {
  echo "FAILED: $*" >&2
  tail -n 40 "$work"/server-*.log >&2 || true
  exit 1
}

# Debian's awscli, whatever other aws stands in the PATH.
[ -x /usr/bin/aws ] || fail "awscli is missing; install it with: apt-get install -y awscli"
export PATH="/usr/bin:$PATH"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_REGION

start() { # start NAME: serves, waits for ready, says how long that took
  local log=$work/server-$1.log began
  began=$(date +%s%3N)
  SEALWRIGHT_HOME=$work/home SEALWRIGHT_PORT=0 SEALWRIGHT_MANAGEMENT_PORT=0 SEALWRIGHT_PUBLICATION_PORT=0 ./dev run >"$work/out-$1" 2>"$log" &
  server=$!
  until grep -q '^ready ' "$work/out-$1"; do
    kill -0 "$server" 2>/dev/null || fail "the server ended before it was ready"
    [ $(($(date +%s%3N) - began)) -lt 600000 ] || fail "not ready within ten minutes"
    sleep 0.05
  done
  echo "start $1: ready after $(($(date +%s%3N) - began)) ms"
  until grep -q '^# Metrics' "$work/out-$1"; do sleep 0.05; done
  endpoint=$(sed -n 's/^ready //p' "$work/out-$1")
}

# The AWS CLI as the administrator of the server started last.
pca() {
  AWS_SHARED_CREDENTIALS_FILE=$work/home/credentials AWS_DEFAULT_REGION=us-east-1 \
    aws --endpoint-url "$endpoint" acm-pca "$@"
}

kill9() {
  kill -9 "$server"
  wait "$server" 2>/dev/null || true
}
