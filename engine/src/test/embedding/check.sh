#!/usr/bin/env bash
# Compiles the program of docs/embedding.md against the engine's artifact alone, as a project of its own, and runs it on
# the class path and on the module path. Needs a JDK 25 in JAVA_HOME, softhsm2, and the jars that `mvn verify` made.
# usage: check.sh [OPTION OF MAVEN...]
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/../../../.."
: "${JAVA_HOME:?must name a JDK 25}"
target=$PWD/engine/target/embedding
rm -rf "$target"
mkdir -p "$target"

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# A local repository that holds what was just built as if it had been installed, and the user's own for the rest: nothing
# of ours is put where another build would find it when it is old.
user=$(tr ':' '\n' <engine/target/test.classpath | sed -n 's|/org/slf4j/slf4j-api/.*||p' | head -n 1)
[ -d "$user" ] || fail "engine/target/test.classpath does not name the local repository; run mvn verify before"
repository=$target/repository
# Links into the user's repository should not lie about where a clumsy clean-up may follow them.
trap 'rm -rf "$repository"' EXIT
mkdir -p "$repository/dev"
for entry in "$user"/* "$user"/dev/*; do
  name=${entry#"$user"/}
  case $name in
    dev | dev/sealwright) ;;
    *) [ ! -e "$entry" ] || ln -s "$entry" "$repository/$name" ;;
  esac
done
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml)
put() { # put ARTIFACT POM [JAR]
  local folder=$repository/dev/sealwright/$1/$version
  mkdir -p "$folder"
  cp "$2" "$folder/$1-$version.pom"
  [ -z "${3:-}" ] || cp "$3" "$folder/$1-$version.jar"
}
put sealwright pom.xml
put hsm-config hsm-config/pom.xml "hsm-config/target/hsm-config-$version.jar"
put engine engine/pom.xml "engine/target/engine-$version.jar"

MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
  mvn -q -B --no-transfer-progress "$@" -Dmaven.repo.local="$repository" -f "$here/pom.xml" process-classes

# A warning of the JVM is an option that docs/embedding.md forgot.
run() { # run FOLDER OPTION...
  mkdir -p "$target/$1"
  if ! "$JAVA_HOME/bin/java" -Xmx256m "${@:2}" "$target/$1" 2>"$target/errors" || grep -q '^WARNING' "$target/errors"; then
    cat "$target/errors" >&2
    fail "the program did not do what it should"
  fi
}
class_path=(--enable-native-access=ALL-UNNAMED -cp "$target/classes:$target/lib/*")
module_path=(--enable-native-access=dev.sealwright.engine,org.xerial.sqlitejdbc,com.amazon.corretto.crypto.provider
  -p "$target/classes:$target/lib")
echo "on the class path"
run class-path "${class_path[@]}" example.AsAHost
echo "on the module path"
run module-path "${module_path[@]}" -m example/example.AsAHost
echo "by itself, on the token and the store of before"
run class-path "${class_path[@]}" example.IssueAThousand
echo "embedding: OK"
