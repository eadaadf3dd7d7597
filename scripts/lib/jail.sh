#!/usr/bin/env bash
# Runs a program as if a package were installed, without installing it: scripts/lib/jail.sh PACKAGE FOLDER PREPARE PROGRAM...
#
# Mail servers have paths compiled in and want accounts of their own. In a private mount namespace the unpacked PACKAGE
# (fetch-package.sh) lies over the machine's files in memory; nothing outside changes, and all of it is gone with the program.
# FOLDER is the same inside and outside; PREPARE is a shell script that runs inside first. Must be root. The network is
# the machine's. The process stays the one that was started, so it is ended by its id.
set -euo pipefail

if [[ ${HELOISE_JAIL:-} != inside ]]; then
    [[ $# -ge 4 ]] || { echo "usage: jail.sh PACKAGE FOLDER PREPARE PROGRAM..." >&2; exit 2; }
    HELOISE_JAIL=inside exec unshare --mount -- "$0" "$@"
fi

package=$1 folder=$2 prepare=$3
shift 3
mount --make-rprivate /
# In FOLDER, so that it goes with it: in a namespace that has ended nobody can tidy up.
jail=$(mktemp -d "$folder/.jail.XXXXXX")
mount -t tmpfs -o size=256m tmpfs "$jail"
mkdir "$jail/upper" "$jail/work" "$jail/root"
cp -a "$package/." "$jail/upper/"
# Where /lib is a link to /usr/lib, a folder of that name would hide the machine's libraries.
for name in bin sbin lib lib64; do
    if [[ -L /$name && -d $jail/upper/$name ]]; then
        mkdir -p "$jail/upper/usr/$name"
        cp -a "$jail/upper/$name/." "$jail/upper/usr/$name/"
        rm -rf "${jail:?}/upper/$name"
    fi
done
mount -t overlay overlay -o "lowerdir=/,upperdir=$jail/upper,workdir=$jail/work" "$jail/root"
mkdir -p "$jail/root$folder"
mount --bind "$folder" "$jail/root$folder"
mount --rbind /proc "$jail/root/proc"
mount --rbind /dev "$jail/root/dev"
# shellcheck disable=SC2093
exec chroot "$jail/root" /bin/bash -c "set -e; $prepare"$'\nexec "$@"' jail "$@"
