#!/usr/bin/env bash
# Puts a PKCS#11 module that knows ML-DSA, the softoken of NSS 3.131 or later, into .tools/nss-softoken.
#
# Debian 12 and 13 carry an older NSS, so the package comes from Debian's suite forky, through an apt of its own: the
# lists, the cache and the sources of the system are not touched, and the signature of the archive is checked as ever.
# Only the four libraries of NSS itself are taken; they run on the libnspr4 and libsqlite3-0 of the system.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../../../.."
into=$PWD/.tools/nss-softoken
libraries=(libsoftokn3 libfreebl3 libfreeblpriv3 libnssutil3)

if [ -e "$into/complete" ]; then exit 0; fi

# The mirror that the system itself uses, unless another is named.
mirror=${SEALWRIGHT_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/*$' || true)}
if [ -z "$mirror" ]; then
  echo "error: no mirror of Debian's archive in the sources of apt; run apt-get update, or set SEALWRIGHT_DEBIAN_MIRROR" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{parts,lists/partial,cache/archives/partial}
cat >"$work/forky.sources" <<TEXT
Types: deb
URIs: $mirror
Suites: forky
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
TEXT
options=(
  -o "Dir::Etc::sourcelist=$work/forky.sources" -o "Dir::Etc::sourceparts=$work/parts" -o "Dir::Etc::preferencesparts=$work/parts"
  -o "Dir::State::lists=$work/lists" -o "Dir::State::status=/dev/null" -o "Dir::Cache=$work/cache"
  -o "Acquire::Languages=none" -o "APT::Sandbox::User="
)
cd "$work"
apt-get "${options[@]}" -qq update
apt-get "${options[@]}" -qq download libnss3
dpkg-deb -x libnss3_*.deb unpacked

rm -rf "$into"
mkdir -p "$into"
for library in "${libraries[@]}"; do
  find unpacked -name "$library.so" -exec cp {} "$into" \;
  test -e "$into/$library.so"
done
touch "$into/complete"
