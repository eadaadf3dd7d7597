#!/usr/bin/env bash
# Unpacks Debian packages into a cache folder without installing them, and prints that folder.
#
#   scripts/lib/fetch-package.sh NAME PACKAGE...      e.g. fetch-package.sh postfix postfix
#
# Mail programs conflict with each other as packages and start services when installed. Unpacked with
# dpkg -x they do neither: they run from ${XDG_CACHE_HOME:-~/.cache}/heloise-peers/NAME with their own
# configuration. The libraries a package needs and the machine lacks are unpacked beside it (run it with
# LD_LIBRARY_PATH); those the machine has are taken from there. The file .versions says what is in it.
set -euo pipefail
# shellcheck source=scripts/lib/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

[[ $# -ge 2 ]] || die "usage: fetch-package.sh NAME PACKAGE..."
name=$1
shift
cache=${XDG_CACHE_HOME:-$HOME/.cache}/heloise-peers
root=$cache/$name
mkdir -p "$cache"

# Two tests may want the same peer at once; the second waits and finds it there.
exec 9>"$cache/.$name.lock"
flock 9
if [[ $(cat "$root/.packages" 2>/dev/null) == "$*" && -e $root/.versions ]]; then
    echo "$root"
    exit 0
fi

# What apt would install, by a simulation that changes nothing: the packages and the libraries still missing.
wanted() {
    apt-get install -s --no-install-recommends "$@" 2>/dev/null | awk '$1 == "Inst" { print $2 }'
}
if [[ -z $(apt-cache --quiet=0 policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)"') ]]; then
    say "apt-get update, for $1"
    as_root apt-get -qq update
fi

stage=$(mktemp -d "$cache/.$name.XXXXXX")
trap 'rm -rf "$stage"' EXIT
say "fetching $* into $root"
mapfile -t packages < <({ printf '%s\n' "$@"; wanted "$@"; } | sort -u)
mkdir "$stage/debs" "$stage/root"
# apt fetches as its own user, who cannot write here; its note about that is of no interest.
(cd "$stage/debs" && { apt-get -qq download "${packages[@]}" 2>/dev/null ||
    { as_root apt-get -qq update && apt-get -qq download "${packages[@]}"; }; }) >&2
for archive in "$stage"/debs/*.deb; do
    dpkg -x "$archive" "$stage/root"
    # shellcheck disable=SC2016
    dpkg-deb --showformat '${Package} ${Version}\n' -W "$archive" >>"$stage/root/.versions"
done
echo "$*" >"$stage/root/.packages"
chmod 755 "$stage/root"
rm -rf "$root"
mv "$stage/root" "$root"
echo "$root"
