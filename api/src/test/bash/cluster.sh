#!/usr/bin/env bash
# Two Sealwright nodes on one SoftHSM2 token and a PostgreSQL cluster, for ./dev cluster.
# usage: cluster.sh start JAVA ARGUMENT...   the command that starts a node; serves until SIGINT or SIGTERM
#        cluster.sh list                     who leads, who follows, which nodes run
#        cluster.sh kill WHAT                kill -9 of: leader, standby, postgres1 to 3, etcd, node1, node2
#        cluster.sh pause WHAT, continue WHAT  the same, but for nodes: stopped where it is, and let go on
#        cluster.sh resume                   starts everything again that was killed
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../../../.."
database=engine/src/test/bash/postgres/cluster.sh

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

usage='usage: ./dev cluster [list | kill WHAT | pause WHAT | continue WHAT | resume]; WHAT: leader, standby, postgres1 to postgres3, etcd, node1, node2'
home=$(readlink -m "${SEALWRIGHT_HOME:-var}")/cluster
nodes=(node1 node2)
first_port=${SEALWRIGHT_PORT:-8080}
case $first_port in *[!0-9]* | 0) die "SEALWRIGHT_PORT: the first of the ports, 1 to 65000" ;; esac
node_port() { echo $((first_port + 100 * (${1#node} - 1))); }
database_port=$((first_port + 200))

# The servers do not run as root, and may have no way into a folder of root's.
choose_data() {
  data=$home/postgres
  if [ "$(id -u)" = 0 ] && ! setpriv --reuid=postgres --regid=postgres --init-groups test -x "$home"; then
    data=/var/lib/postgresql/sealwright-$(cksum <<<"$home" | cut -d' ' -f1)
  fi
}

# How a node is told of its database. The password is no argument: those are in the list of processes.
tell_database() {
  SEALWRIGHT_DB=$("$database" url "$data")
  SEALWRIGHT_DB_PASSWORD=$("$database" password "$data" sealwright)
  export SEALWRIGHT_DB SEALWRIGHT_DB_PASSWORD
}

# Becomes a node, or a command of one.
become() { # become NODE COMMAND...
  local port
  port=$(node_port "$1")
  export SEALWRIGHT_HOME=$home/$1 SEALWRIGHT_PORT=$port SEALWRIGHT_PUBLICATION_PORT=$((port + 1)) SEALWRIGHT_MANAGEMENT_PORT=$((port + 2))
  # Certificates point to one place, as to a load balancer in front of the nodes.
  export SEALWRIGHT_PUBLICATION_HOST=127.0.0.1:$((first_port + 1)) SEALWRIGHT_BUCKETS_FOLDER=$home/buckets
  exec "${@:2}"
}

# The process of a node, if it runs: one that has this home, whatever became of its number since.
pid_of() { # pid_of NODE
  local pid
  pid=$(cat "$home/$1/pid" 2>/dev/null) || return 1
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -Fx "SEALWRIGHT_HOME=$home/$1" >/dev/null || return 1
  echo "$pid"
}

runs() { pid_of "$1" >/dev/null; }

launch_node() { # launch_node NODE
  rm -f "$home/$1/start"
  become "$1" "${node_command[@]}" >"$home/$1/out" 2>>"$home/$1/log" </dev/null &
  echo $! >"$home/$1/pid"
  # Until it is the node.
  while ! runs "$1" && [ -e "/proc/$!" ]; do sleep 0.05; done
  disown $! 2>/dev/null || true
}

ready() { grep -q '^ready ' "$home/$1/out"; }

# In the background, so that a signal is heard at once.
waited_for() {
  "$@" &
  step=$!
  wait "$step"
  step=
}

wait_for_node() { # wait_for_node NODE
  local tries=0
  until ready "$1"; do
    runs "$1" || { tail -n 20 "$home/$1/out" "$home/$1/log" >&2; die "$1 did not start"; }
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || die "$1 is not ready after two minutes; see $home/$1/log"
    waited_for sleep 0.1
  done
}

prepare_home() {
  # Others may pass through it, to the servers' folder, and read nothing.
  (umask 066 && mkdir -p "$home")
  (umask 077 && mkdir -p "$home/token" "$home/buckets" "$home/node1" "$home/node2")
  ln -sfn ../token "$home/node1/token"
  ln -sfn ../token "$home/node2/token"
  rm -f "$home"/node[12]/start
}

# The second node has the administrator's key pair of the first, and takes its page tokens.
share_secrets() {
  local name
  for name in credentials page-token.key; do
    if [ -e "$home/node1/$name" ]; then install -m 600 "$home/node1/$name" "$home/node2/$name"; fi
  done
}

end_nodes() {
  local node pid tries
  for node in "${nodes[@]}"; do
    if pid=$(pid_of "$node"); then kill -CONT "$pid" && kill -TERM "$pid"; fi
  done
  for node in "${nodes[@]}"; do
    tries=0
    while runs "$node" && [ $tries -lt 50 ]; do
      tries=$((tries + 1))
      sleep 0.1
    done
    if pid=$(pid_of "$node"); then kill -9 "$pid"; fi
  done
}

end() {
  trap '' INT TERM
  if [ -n "${step:-}" ]; then kill "$step" 2>/dev/null || true; fi
  say "ending both nodes, then the servers; what is stored stays in $home"
  end_nodes
  if [ -e "$data/lab" ]; then "$database" stop "$data"; fi
  rm -f "$home/pid"
}

start() {
  node_command=("$@")
  engine/src/test/bash/postgres/install.sh cluster
  prepare_home
  if running=$(cat "$home/pid" 2>/dev/null) && grep -qs cluster.sh "/proc/$running/cmdline"; then
    die "it runs already, as process $running"
  fi
  echo $$ >"$home/pid"
  choose_data
  trap end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # Of an earlier run that was killed.
  end_nodes
  say "starting etcd and three PostgreSQL servers under Patroni (about 15 seconds) in $data"
  waited_for "$database" start "$data" "$database_port"
  tell_database
  say "bringing the tables to this version"
  waited_for become node1 "${node_command[@]}" store migrate >&2
  say "starting two nodes"
  launch_node node1
  wait_for_node node1
  share_secrets
  launch_node node2
  wait_for_node node2
  printf 'ready http://127.0.0.1:%s http://127.0.0.1:%s\n' "$(node_port node1)" "$(node_port node2)"
  explain
  look_after
}

# A node that was killed comes back when that is asked for, as with an operator's supervisor.
look_after() {
  local node
  local -A seen=([node1]=yes [node2]=yes)
  while true; do
    for node in "${nodes[@]}"; do
      if runs "$node"; then
        if [ "${seen[$node]}" != yes ] && ready "$node"; then
          say "$node is ready again"
          seen[$node]=yes
        fi
      elif [ -e "$home/$node/start" ]; then
        launch_node "$node"
        seen[$node]=starting
      elif [ "${seen[$node]}" != no ]; then
        say "$node has ended; the other goes on. ./dev cluster resume starts it again"
        seen[$node]=no
      fi
    done
    waited_for sleep 0.5
  done
}

# The session of the first node word for word, then what is special here.
explain() {
  local folder="cd '$PWD'"
  if [ "$home" != "$PWD/var/cluster" ]; then folder+="; export SEALWRIGHT_HOME='${home%/cluster}'"; fi
  if [ "$first_port" != 8080 ]; then folder+="; export SEALWRIGHT_PORT=$first_port"; fi
  sed -n '/^# A root CA/,/^# The CA keys/p' "$home/node1/out" | sed '$d'
  cat <<TEXT
# The other node has the same CA, and issues under it; so does either when the other is killed.
pca2() { aws --endpoint-url http://127.0.0.1:$(node_port node2) acm-pca "\$@"; }
pca2 describe-certificate-authority --certificate-authority-arn "\$ca" --query CertificateAuthority.Status
pca2 get-certificate --certificate-authority-arn "\$ca" --certificate-arn "\$leaf" --query Certificate --output text | cmp - leaf.pem
leaf2=\$(pca2 issue-certificate --certificate-authority-arn "\$ca" --csr fileb://leaf.csr \\
  --signing-algorithm SHA256WITHECDSA --validity Value=90,Type=DAYS --query CertificateArn --output text)
pca get-certificate --certificate-authority-arn "\$ca" --certificate-arn "\$leaf2" \\
  --query Certificate --output text > leaf2.pem
openssl verify -CAfile root.pem leaf2.pem

# To break it, in a third terminal:
$folder
./dev cluster list            # who leads, who is the synchronous standby
./dev cluster kill leader     # the synchronous standby is promoted after about ten seconds; until then calls wait, or are refused
./dev cluster resume          # brings back whatever was killed
./dev cluster kill standby    # commits wait some seconds, until the third server has taken its place
./dev cluster resume
./dev cluster kill node1      # the other finishes what it had begun
./dev cluster resume
./dev cluster pause leader    # silent, as behind a broken network; later: continue postgres1, or whichever it was

# Readiness: http://127.0.0.1:$(($(node_port node1) + 2))/health/ready and http://127.0.0.1:$(($(node_port node2) + 2))/health/ready
# Logs: $home/node1/log, $data/postgres1/log. Ctrl-C ends everything.
TEXT
}

# What is meant by leader and standby now.
member() { # member WHAT
  case $1 in
    leader | standby) "$database" "$1" "$data" ;;
    *) echo "$1" ;;
  esac
}

list() {
  local node pid
  "$database" list "$data"
  for node in "${nodes[@]}"; do
    if pid=$(pid_of "$node"); then echo "$node: process $pid, http://127.0.0.1:$(node_port "$node")"; else echo "$node: does not run"; fi
  done
}

kill_one() { # kill_one WHAT
  local what pid
  what=$(member "$1")
  case $what in
    node1 | node2)
      pid=$(pid_of "$what") || die "$what does not run"
      kill -9 "$pid"
      ;;
    *) "$database" kill "$data" "$what" ;;
  esac
  say "killed $what"
}

resume() {
  local node
  for node in "${nodes[@]}"; do if ! runs "$node"; then touch "$home/$node/start"; fi; done
  "$database" resume "$data"
  list
}

command=${1:-}
case $command in
  start)
    shift
    start "$@"
    exit
    ;;
  list | kill | pause | continue | resume) ;;
  *) die "$usage" ;;
esac
[ -e "$home/pid" ] || die "no cluster runs in $home; start it with ./dev cluster"
choose_data
case $command:$# in
  list:1) list ;;
  kill:2) kill_one "$2" ;;
  pause:2 | continue:2)
    what=$(member "$2")
    "$database" "$command" "$data" "$what"
    say "$command: $what"
    ;;
  resume:1) resume ;;
  *) die "$usage" ;;
esac
