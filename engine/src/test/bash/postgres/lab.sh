# shellcheck shell=bash
# Sourced by the scripts beside it: PostgreSQL servers in a folder, on ports of 127.0.0.1, for development and tests.
#
# A lab is a folder that these scripts made, known by the file `lab` in it. All its processes run as the user postgres, or
# as the present user when that is not root, and have their working directory in the folder: by that they are found again,
# also when whoever started them was killed.
set -euo pipefail
shopt -s nullglob

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# The newest server that Debian's packages have put here, 15 or later.
postgres_bin() {
  local bin newest='' major
  for bin in /usr/lib/postgresql/*/bin; do
    major=${bin#/usr/lib/postgresql/}
    major=${major%/bin}
    if [ -x "$bin/postgres" ] && [ "$major" -ge 15 ] && [ "$major" -gt "${newest:-0}" ]; then newest=$major; fi
  done
  [ -n "$newest" ] || return 1
  printf '/usr/lib/postgresql/%s/bin\n' "$newest"
}

need_server() { bin=$(postgres_bin) || die "PostgreSQL 15 or later is missing; install it with: $here/install.sh server"; }
need_cluster() {
  need_server
  command -v patroni >/dev/null || die "patroni is missing; install it with: $here/install.sh cluster"
  command -v etcd >/dev/null || die "etcd is missing; install it with: $here/install.sh cluster"
}

# Runs as the user of the servers, with nothing of our environment: it may hold secrets.
as_server() {
  local clean=(env -i "PATH=$bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8 TZ=UTC "HOME=$lab")
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups -- "${clean[@]}" "$@"
  else
    "${clean[@]}" "$@"
  fi
}

# A session of its own: Ctrl-C at the terminal is for whoever started the lab, which then ends it in order.
daemon() { # daemon FOLDER COMMAND...: output to FOLDER/log
  local folder=$1
  shift
  (
    cd "$folder"
    clean=(env -i "PATH=$bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8 TZ=UTC "HOME=$lab")
    if [ "$(id -u)" = 0 ]; then clean=(setpriv --reuid=postgres --regid=postgres --init-groups -- "${clean[@]}"); fi
    exec setsid "${clean[@]}" "$@" >>"$folder/log" 2>&1 </dev/null
  ) &
}

own() { if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$@"; fi; }

# Sets `lab`. Fails rather than to put anything into a folder that is not ours.
open_lab() { # open_lab FOLDER
  lab=$(readlink -m "$1")
  # It stands in URLs, in YAML and in SQL.
  case $lab in *[!A-Za-z0-9/._+@-]*) die "$lab: name a folder of letters, digits and /._+@- alone" ;; esac
  if [ -e "$lab/lab" ]; then return; fi
  if [ -e "$lab" ] && [ -n "$(ls -A "$lab")" ]; then die "$lab has something else in it; name another folder"; fi
  mkdir -p "$lab"
  chmod 755 "$lab"
  own "$lab"
  as_server test -x "$lab" || { rmdir "$lab"; die "the user postgres cannot enter $lab; name another folder"; }
  as_server mkdir -m 700 "$lab/secret"
  local name
  for name in superuser replicator rewind restapi sealwright; do
    # shellcheck disable=SC2016 # expanded by the inner shell
    as_server sh -c 'umask 077; openssl rand -hex 16 >"$1"' sh "$lab/secret/$name"
  done
  certificates
  as_server touch "$lab/lab"
}

find_lab() { # find_lab FOLDER: one that is there
  lab=$(readlink -m "$1")
  [ -e "$lab/lab" ] || die "there is no lab in $lab"
}

# One certificate for every server: all are 127.0.0.1. The key of its CA is made for it alone and kept nowhere.
certificates() {
  as_server mkdir "$lab/tls"
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -euc '
    umask 077
    cd "$1/tls"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3650 \
      -subj "/CN=PostgreSQL laboratory CA" -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign 2>openssl.log
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1 2>>openssl.log
    printf "%s\n" subjectAltName=IP:127.0.0.1,DNS:localhost basicConstraints=critical,CA:false \
      keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth,clientAuth >server.ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -out server.pem -days 3650 -set_serial 0x$(openssl rand -hex 8) \
      -extfile server.ext 2>>openssl.log
    rm ca.key server.csr server.ext openssl.log
    chmod 644 ca.pem server.pem
    chmod 755 .' sh "$lab"
}

secret() { cat "$lab/secret/$1"; }

# Servers of ours whose working directory is the folder or in it. Others there, such as an operator's shell, are not listed.
processes_in() { # processes_in FOLDER
  local proc cwd
  for proc in /proc/[0-9]*; do
    cwd=$(readlink "$proc/cwd" 2>/dev/null) || continue
    case $cwd/ in
      "$1"/*) ;;
      *) continue ;;
    esac
    case $(tr '\0' ' ' 2>/dev/null <"$proc/cmdline" || true) in
      postgres:* | */bin/postgres\ * | *patroni* | etcd\ * | pg_basebackup\ * | */pg_basebackup\ * | */pg_rewind\ *)
        printf '%s\n' "${proc#/proc/}"
        ;;
    esac
  done
}

signal_in() { # signal_in SIGNAL FOLDER
  local pids
  mapfile -t pids < <(processes_in "$2")
  if [ ${#pids[@]} -gt 0 ]; then kill "-$1" "${pids[@]}" 2>/dev/null || true; fi
}

nothing_in() { [ -z "$(processes_in "$1")" ]; }

# What was started between the listing and the signal is met by the next round. Then until the last is no process any
# more: PostgreSQL takes one that nobody has collected yet for a server that runs.
kill_in() { # kill_in FOLDER: kill -9 of all that runs there, at once
  local pids killed=()
  signal_in STOP "$1"
  while true; do
    mapfile -t pids < <(processes_in "$1")
    if [ ${#pids[@]} = 0 ]; then break; fi
    killed+=("${pids[@]}")
    kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.02
  done
  within 5 collected "${killed[@]}" || true
}

collected() { # collected PID...
  local pid
  for pid in "$@"; do if [ -e "/proc/$pid" ]; then return 1; fi; done
}

# kill -9 of everything, and the folder goes.
destroy() {
  kill_in "$lab"
  rm -rf "$lab"
}

# With LAB_OWNER in the environment, a lab is destroyed when that process has ended, however it ended.
watch_owner() {
  if [ -z "${LAB_OWNER:-}" ]; then return; fi
  (
    # shellcheck disable=SC2016 # expanded by the inner shell
    exec setsid bash -c 'while kill -0 "$1" && [ -e "$3/lab" ]; do sleep 1; done; if [ -e "$3/lab" ]; then exec "$2" destroy "$3"; fi' \
      lab-owner "$LAB_OWNER" "$(readlink -f "$0")" "$lab" >/dev/null 2>&1 </dev/null
  ) &
}

within() { # within SECONDS COMMAND...: until it succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# Free means that nobody listens; who takes one between this look and the start is met by the server's own message.
need_free_ports() {
  local port
  for port in "$@"; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then die "port $port is in use; choose another base port"; fi
  done
}

# As the superuser, in the database `postgres`; SQL on the input.
superuser_sql() { # superuser_sql PORT [OPTION...]
  local port=$1
  shift
  PGPASSWORD=$(secret superuser) "$bin/psql" -X -q -v ON_ERROR_STOP=1 -A -t "$@" \
    "host=127.0.0.1 port=$port user=postgres dbname=postgres sslmode=verify-full sslrootcert=$lab/tls/ca.pem connect_timeout=5"
}

# The role and the database of Sealwright, once. The role may see whether a standby follows (pg_read_all_stats), no more.
make_database() { # make_database PORT
  superuser_sql "$1" >/dev/null <<SQL
\set password \`cat '$lab/secret/sealwright'\`
SELECT 'CREATE ROLE sealwright LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sealwright') \gexec
ALTER ROLE sealwright PASSWORD :'password';
GRANT pg_read_all_stats TO sealwright;
SELECT 'CREATE DATABASE sealwright OWNER sealwright' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sealwright') \gexec
REVOKE ALL ON DATABASE sealwright FROM PUBLIC;
SQL
}

# Without the password. hostRecheckSeconds: by its default the driver would pass over a promoted server for ten seconds.
jdbc_url() { # jdbc_url PORT...
  local hosts='' port
  for port in "$@"; do hosts+=${hosts:+,}127.0.0.1:$port; done
  printf 'jdbc:postgresql://%s/sealwright?user=sealwright&targetServerType=primary&hostRecheckSeconds=1' "$hosts"
  printf '&connectTimeout=2&tcpKeepAlive=true&sslmode=verify-full&sslrootcert=%s\n' "$lab/tls/ca.pem"
}
