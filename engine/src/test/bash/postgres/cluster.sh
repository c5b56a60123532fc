#!/usr/bin/env bash
# A PostgreSQL cluster as docs/cluster.md describes it: etcd, and three servers that Patroni looks after.
# usage: cluster.sh start FOLDER PORT     etcd on PORT and PORT + 1, PostgreSQL on PORT + 11 to 13, Patroni on PORT + 21 to 23
#        cluster.sh stop FOLDER           ends everything in order; what is stored stays
#        cluster.sh destroy FOLDER          kill -9 of everything; the folder is deleted
#        cluster.sh leader FOLDER         the name of the member that leads: postgres1, postgres2 or postgres3
#        cluster.sh standby FOLDER        the name of the synchronous standby
#        cluster.sh port FOLDER MEMBER    of its PostgreSQL
#        cluster.sh kill FOLDER MEMBER    kill -9 of its PostgreSQL and its Patroni, every process at once; or etcd
#        cluster.sh resume FOLDER [MEMBER]  starts it again, or whatever is not running, and waits until all three are in place
#        cluster.sh pause FOLDER MEMBER   SIGSTOP of all that: it is silent, its connections stay open
#        cluster.sh continue FOLDER MEMBER
#        cluster.sh list FOLDER           as patronictl shows it
#        cluster.sh url FOLDER            the JDBC URL, without the password
#        cluster.sh password FOLDER ROLE  of sealwright or superuser
set -euo pipefail
# shellcheck source=lab.sh
source "$(dirname "$(readlink -f "$0")")/lab.sh"

usage() { sed -n '3,15s/^# *//p' "$0" >&2; exit 2; }

members=(postgres1 postgres2 postgres3)
server_port() { echo $((base + 10 + ${1#postgres})); }
patroni_port() { echo $((base + 20 + ${1#postgres})); }

need_member() {
  local member
  for member in "${members[@]}"; do if [ "$1" = "$member" ]; then return; fi; done
  die "no member is called $1; there are ${members[*]}"
}

# What each of these says and why is in docs/cluster.md.
patroni_settings() { # patroni_settings MEMBER
  cat <<TEXT
scope: sealwright
name: $1
restapi:
  listen: 127.0.0.1:$(patroni_port "$1")
  connect_address: 127.0.0.1:$(patroni_port "$1")
  authentication: {username: patroni, password: $(secret restapi)}
etcd:
  host: 127.0.0.1:$base
  protocol: https
  cacert: $lab/tls/ca.pem
  cert: $lab/tls/server.pem
  key: $lab/tls/server.key
bootstrap:
  dcs:
    ttl: 10
    loop_wait: 2
    retry_timeout: 3
    maximum_lag_on_failover: 1048576
    primary_start_timeout: 10
    synchronous_mode: true
    synchronous_mode_strict: false
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        max_connections: 100
        max_worker_processes: 8
        wal_keep_size: 128MB
        wal_log_hints: on
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - data-checksums
    - auth: scram-sha-256
postgresql:
  listen: 127.0.0.1:$(server_port "$1")
  connect_address: 127.0.0.1:$(server_port "$1")
  bin_dir: $bin
  data_dir: $lab/$1/data
  pgpass: $lab/$1/pgpass
  authentication:
    superuser: {username: postgres, password: $(secret superuser), sslmode: verify-full, sslrootcert: $lab/tls/ca.pem}
    replication: {username: replicator, password: $(secret replicator), sslmode: verify-full, sslrootcert: $lab/tls/ca.pem}
    rewind: {username: rewind, password: $(secret rewind), sslmode: verify-full, sslrootcert: $lab/tls/ca.pem}
  basebackup:
    - checkpoint: fast
  parameters:
    unix_socket_directories: ''
    shared_buffers: 128MB
    min_wal_size: 1GB
    max_wal_size: 4GB
    checkpoint_timeout: 15min
    wal_compression: lz4
    ssl: 'on'
    ssl_cert_file: $lab/tls/server.pem
    ssl_key_file: $lab/tls/server.key
    ssl_ca_file: $lab/tls/ca.pem
    log_line_prefix: '%m [%p] %q%u@%d '
  pg_hba:
    - hostssl all         all        127.0.0.1/32 scram-sha-256
    - hostssl replication replicator 127.0.0.1/32 scram-sha-256
TEXT
}

etcd_command=()
launch_etcd() {
  etcd_command=(
    etcd --name=etcd1 --data-dir="$lab/etcd/data" --enable-v2=true --logger=zap --log-outputs=stderr --log-level=warn
    --listen-client-urls="https://127.0.0.1:$base" --advertise-client-urls="https://127.0.0.1:$base"
    --listen-peer-urls="https://127.0.0.1:$((base + 1))" --initial-advertise-peer-urls="https://127.0.0.1:$((base + 1))"
    --initial-cluster="etcd1=https://127.0.0.1:$((base + 1))"
  )
  local kind
  for kind in '' peer-; do
    etcd_command+=("--${kind}client-cert-auth" "--${kind}trusted-ca-file=$lab/tls/ca.pem"
      "--${kind}cert-file=$lab/tls/server.pem" "--${kind}key-file=$lab/tls/server.key")
  done
  daemon "$lab/etcd" "${etcd_command[@]}"
  within 20 etcd_answers || { tail -n 20 "$lab/etcd/log" >&2; die "etcd did not start; see $lab/etcd/log"; }
}

etcd_answers() {
  as_server openssl s_client -connect "127.0.0.1:$base" -CAfile "$lab/tls/ca.pem" -verify_return_error </dev/null >/dev/null 2>&1
}

launch_member() { daemon "$lab/$1" patroni "$lab/$1/patroni.yml"; }

# Whether Patroni of a member says yes to a question such as /leader. One that is paused takes connections, until its
# backlog is full, and says nothing: it has a second.
says() { # says MEMBER PATH
  # shellcheck disable=SC2016 # expanded by the inner shell
  timeout 1 bash -c 'exec 4<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\n\r\n" "$1" >&4 && cat <&4' \
    "$(patroni_port "$1")" "$2" 2>/dev/null | grep '^HTTP/1.0 200 ' >/dev/null
}

which_says() { # which_says PATH: the first member that does
  local member
  for member in "${members[@]}"; do
    if says "$member" "$1"; then
      echo "$member"
      return
    fi
  done
  return 1
}

# One leads, one is its synchronous standby, the third follows too.
in_place() {
  which_says /leader >/dev/null && which_says /synchronous >/dev/null && which_says /asynchronous >/dev/null
}

wait_until_in_place() {
  within 90 in_place || { list >&2 || true; die "the cluster is not complete; see the files log in $lab/postgres*"; }
}

list() { as_server patronictl -c "$lab/postgres1/patroni.yml" list; }

start() { # start PORT
  base=$1
  kill_in "$lab"
  # shellcheck disable=SC2046 # one word a port
  need_free_ports "$base" $((base + 1)) $(for member in "${members[@]}"; do server_port "$member"; patroni_port "$member"; done)
  if [ ! -e "$lab/base" ]; then printf '%s\n' "$base" | as_server tee "$lab/base" >/dev/null; fi
  [ "$(cat "$lab/base")" = "$base" ] || die "$lab was made for port $(cat "$lab/base")"
  # A first start that was broken off has left nothing worth keeping.
  if [ ! -e "$lab/made" ]; then rm -rf "$lab/etcd" "$lab"/postgres[123]; fi
  as_server mkdir -p -m 700 "$lab/etcd" "${members[@]/#/$lab/}"
  local member
  for member in "${members[@]}"; do
    # shellcheck disable=SC2016 # expanded by the inner shell
    patroni_settings "$member" | as_server sh -c 'umask 077; cat >"$1"' sh "$lab/$member/patroni.yml"
  done
  launch_etcd
  for member in "${members[@]}"; do launch_member "$member"; done
  wait_until_in_place
  if [ ! -e "$lab/made" ]; then
    make_database "$(server_port "$(which_says /leader)")"
    as_server touch "$lab/made"
  fi
}

resume() { # resume [MEMBER]
  local member
  if nothing_in "$lab/etcd"; then launch_etcd; fi
  for member in "${@:-${members[@]}}"; do
    if nothing_in "$lab/$member"; then launch_member "$member"; fi
  done
  wait_until_in_place
}

# Patroni stops its PostgreSQL before it ends. The leader last, so that nobody is promoted on the way.
stop() {
  local member leader
  signal_in CONT "$lab"
  leader=$(which_says /leader) || leader=none
  for member in "${members[@]}"; do
    if [ "$member" != "$leader" ]; then end_patroni "$member"; fi
  done
  for member in "${members[@]}"; do
    if [ "$member" != "$leader" ]; then within 4 nothing_in "$lab/$member" || kill_in "$lab/$member"; fi
  done
  if [ "$leader" != none ]; then
    end_patroni "$leader"
    within 5 nothing_in "$lab/$leader" || kill_in "$lab/$leader"
  fi
  signal_in TERM "$lab/etcd"
  within 2 nothing_in "$lab" || kill_in "$lab"
}

end_patroni() { # end_patroni MEMBER: what runs there besides is Patroni's to end
  local pid
  for pid in $(processes_in "$lab/$1"); do
    case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" || true) in
      *patroni*) kill -TERM "$pid" 2>/dev/null || true ;;
    esac
  done
}

command=${1:-}
[ $# -ge 2 ] || usage
need_cluster
if [ "$command" = start ]; then open_lab "$2"; else find_lab "$2"; fi
if [ -e "$lab/base" ]; then
  base=$(cat "$lab/base")
elif [ "$command" = stop ]; then
  exit 0 # its start was broken off before anything ran
fi
case $command:${3:-} in
  start:[0-9]*)
    watch_owner
    start "$3"
    ;;
  stop:) stop ;;
  destroy:) destroy ;;
  leader:) which_says /leader || die "nobody leads now" ;;
  standby:) which_says /synchronous || die "there is no synchronous standby now" ;;
  port:?*)
    need_member "$3"
    server_port "$3"
    ;;
  kill:etcd) kill_in "$lab/etcd" ;;
  kill:?*)
    need_member "$3"
    kill_in "$lab/$3"
    ;;
  resume:) resume ;;
  resume:?*)
    need_member "$3"
    resume "$3"
    ;;
  pause:?*)
    need_member "$3"
    signal_in STOP "$lab/$3"
    ;;
  continue:?*)
    need_member "$3"
    signal_in CONT "$lab/$3"
    ;;
  list:) list ;;
  url:) jdbc_url "$(server_port postgres1)" "$(server_port postgres2)" "$(server_port postgres3)" ;;
  password:?*) secret "$3" ;;
  *) usage ;;
esac
