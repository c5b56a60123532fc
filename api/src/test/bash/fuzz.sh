#!/usr/bin/env bash
# Runs the fuzz tests, each in a JVM of its own, as many at once as there are processors.
# usage: fuzz.sh TIME [NAME]     TIME: seconds for each test, or hours (2h) or minutes (30m) for all; NAME: part of Class.method
# FUZZ_SEED in the environment makes the run repeatable.
# The modules must have been built with their tests. A failing input is written among the seeds of its test, under
# src/test/resources, where every later test run replays it. What mutation found worth keeping stays in .cifuzz-corpus.
set -euo pipefail
seconds=$1
name=${2:-}

# One line for each test: module, class, method.
targets() {
  local file module class
  find engine api -path '*/src/test/java/*' -name '*FuzzTest.java' | sort | while read -r file; do
    module=${file%%/*}
    class=${file#*/src/test/java/}
    class=${class%.java}
    awk -v module="$module" -v class="${class//\//.}" \
      '/@FuzzTest/ { next_method = 1 } next_method && /void / { sub(/\(.*/, ""); print module, class, $NF; next_method = 0 }' "$file"
  done | awk -v name="$name" 'name == "" || index($2 "." $3, name)'
}

fuzz_one() { # fuzz_one SECONDS MODULE CLASS METHOD
  cd "$2"
  local short=${3##*.}.$4 kept=.cifuzz-corpus/$3/$4 log=target/fuzz/$3.$4.log
  mkdir -p "$kept" target/fuzz
  # -timeout: an input that takes this long in seconds is a finding, as is more heap than the smallest server has.
  if "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading \
    --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -cp "target/test-classes:target/classes:$(cat target/test.classpath)" com.code_intelligence.jazzer.Jazzer \
    "--target_class=$3" "--target_method=$4" '--instrumentation_includes=dev.sealwright.**' \
    "-max_total_time=$1" ${FUZZ_SEED:+"-seed=$FUZZ_SEED"} -timeout=30 -rss_limit_mb=0 -report_slow_units=600 -print_final_stats=1 "$kept" >"$log" 2>&1; then
    printf '    %-45s %s inputs tried\n' "$short" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" >&2
  else
    printf 'error: %s failed; see %s\n' "$short" "$2/$log" >&2
    grep -A 12 -m 1 '== Java Exception\|ERROR: libFuzzer' "$log" >&2 || tail -n 20 "$log" >&2
    return 1
  fi
}

export -f fuzz_one
list=$(targets)
[ -n "$list" ] || { echo "error: no fuzz test is called $name" >&2; exit 2; }
count=$(wc -l <<<"$list")
jobs=$(nproc)
case $seconds in
  *h) seconds=$((${seconds%h} * 3600 * jobs / count)) ;;
  *m) seconds=$((${seconds%m} * 60 * jobs / count)) ;;
esac
xargs -P "$jobs" -L 1 bash -c 'fuzz_one "$@"' fuzz "$seconds" <<<"$list"
