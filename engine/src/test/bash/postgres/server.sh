#!/usr/bin/env bash
# One PostgreSQL server, perhaps with a synchronous standby, without anything that fails over.
# usage: server.sh start FOLDER PORT [standby]    the standby on PORT + 1; made at the first start, found again later
#        server.sh stop FOLDER
#        server.sh kill FOLDER [primary|standby]  kill -9 of every process of it
#        server.sh pause FOLDER [primary|standby]  SIGSTOP of every process of it: it is silent, its connections stay open
#        server.sh continue FOLDER [primary|standby]
#        server.sh destroy FOLDER                 kill -9 of everything; the folder is deleted
#        server.sh resume FOLDER                  starts what is not running
#        server.sh url FOLDER                     the JDBC URL, without the password
#        server.sh password FOLDER ROLE           of sealwright or superuser
set -euo pipefail
# shellcheck source=lab.sh
source "$(dirname "$(readlink -f "$0")")/lab.sh"

usage() { sed -n '3,11s/^# *//p' "$0" >&2; exit 2; }

settings() { # settings PORT
  cat <<TEXT
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = ''
cluster_name = '$2'
max_connections = 100
shared_buffers = 128MB
min_wal_size = 1GB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = lz4
hot_standby = on
ssl = on
ssl_cert_file = '$lab/tls/server.pem'
ssl_key_file = '$lab/tls/server.key'
ssl_ca_file = '$lab/tls/ca.pem'
log_line_prefix = '%m [%p] %q%u@%d '
TEXT
}

# Also without TLS, so that a test can stand in between and read along.
access() {
  cat <<'TEXT'
host all         all        127.0.0.1/32 scram-sha-256
host replication replicator 127.0.0.1/32 scram-sha-256
TEXT
}

answers() { as_server "$bin/pg_isready" -q -h 127.0.0.1 -p "$1"; }

# Nothing runs there: a pid file that is left names a process that is gone, or by now another one.
launch() { # launch NAME PORT
  rm -f "$lab/$1/data/postmaster.pid"
  daemon "$lab/$1" "$bin/postgres" -D "$lab/$1/data"
  within 60 answers "$2" || { tail -n 20 "$lab/$1/log" >&2; die "PostgreSQL did not start; see $lab/$1/log"; }
}

make_primary() {
  as_server mkdir -p -m 700 "$lab/primary"
  # Not synced by initdb: a server that never was up is made anew when the machine fails.
  as_server "$bin/initdb" -D "$lab/primary/data" -U postgres -E UTF8 --locale=C.UTF-8 --data-checksums --no-sync \
    -A scram-sha-256 --pwfile="$lab/secret/superuser" >"$lab/initdb.log"
  settings "$port" primary | as_server tee -a "$lab/primary/data/postgresql.conf" >/dev/null
  access | as_server tee "$lab/primary/data/pg_hba.conf" >/dev/null
}

make_standby() {
  superuser_sql "$port" <<SQL
\set password \`cat '$lab/secret/replicator'\`
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SQL
  as_server mkdir -p -m 700 "$lab/standby"
  # shellcheck disable=SC2016 # expanded by the inner shell: a password is not for the list of processes
  as_server sh -c 'PGPASSWORD=$(cat "$1/secret/replicator") exec pg_basebackup -D "$1/standby/data" -R -C -S standby -X stream -c fast --no-sync -d "$2"' \
    sh "$lab" "host=127.0.0.1 port=$port user=replicator application_name=standby sslmode=verify-full sslrootcert=$lab/tls/ca.pem"
  printf 'port = %s\ncluster_name = standby\n' $((port + 1)) | as_server tee -a "$lab/standby/data/postgresql.conf" >/dev/null
}

follows() { [ "$(superuser_sql "$port" <<<"SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'")" = 1 ]; }

resume() {
  port=$(cat "$lab/port")
  if nothing_in "$lab/primary"; then launch primary "$port"; fi
  if [ -e "$lab/with-standby" ]; then
    if nothing_in "$lab/standby"; then launch standby $((port + 1)); fi
    within 30 follows || die "the standby does not follow; see $lab/standby/log"
  fi
}

start() { # start PORT [standby]
  port=$1
  kill_in "$lab"
  need_free_ports "$port" $((port + 1))
  if [ ! -e "$lab/made" ]; then
    rm -rf "$lab/primary" "$lab/standby" "$lab/with-standby"
    printf '%s\n' "$port" | as_server tee "$lab/port" >/dev/null
    make_primary
    launch primary "$port"
    make_database "$port"
    if [ "${2:-}" = standby ]; then
      make_standby
      launch standby $((port + 1))
      as_server touch "$lab/with-standby"
      superuser_sql "$port" <<<"ALTER SYSTEM SET synchronous_standby_names = 'standby'"
      superuser_sql "$port" <<<"SELECT pg_reload_conf()" >/dev/null
    fi
    as_server touch "$lab/made"
  fi
  [ "$(cat "$lab/port")" = "$port" ] || die "$lab was made for port $(cat "$lab/port")"
  resume
}

# The primary last: its shutdown waits until the standby has everything.
stop() {
  local name
  for name in primary standby; do
    if [ -e "$lab/$name/data/postmaster.pid" ]; then
      kill -INT "$(head -n 1 "$lab/$name/data/postmaster.pid")" 2>/dev/null || true
    fi
  done
  within 10 nothing_in "$lab" || kill_in "$lab"
}

command=${1:-}
[ $# -ge 2 ] || usage
case $command in
  start)
    [ $# -ge 3 ] || usage
    need_server
    open_lab "$2"
    watch_owner
    start "$3" "${4:-}"
    ;;
  stop)
    find_lab "$2"
    stop
    ;;
  destroy)
    find_lab "$2"
    destroy
    ;;
  kill)
    find_lab "$2"
    kill_in "$lab/${3:-primary}"
    ;;
  pause)
    find_lab "$2"
    signal_in STOP "$lab/${3:-primary}"
    ;;
  continue)
    find_lab "$2"
    signal_in CONT "$lab/${3:-primary}"
    ;;
  resume)
    need_server
    find_lab "$2"
    resume
    ;;
  url)
    find_lab "$2"
    jdbc_url "$(cat "$lab/port")"
    ;;
  password)
    find_lab "$2"
    secret "${3:-sealwright}"
    ;;
  *) usage ;;
esac
