# Installs the Debian packages a script needs, and nothing when they are there already.
#
# Sourced, not run. `apt-get update` is slow and needs the network, so it happens only once something is
# missing; --no-remove makes apt refuse rather than replace a package of the user's. Mail programs conflict
# with each other as packages and start services, so they never come this way: see fetch-package.sh.
# shellcheck shell=bash

HELOISE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export HELOISE_ROOT

# What it takes to compile; gtest is in because the tests are part of every build tree.
# shellcheck disable=SC2034
build_packages=(g++ cmake ninja-build pkgconf libuv1-dev libfmt-dev libtomlplusplus-dev
    libspdlog-dev libcli11-dev libidn2-dev libssl-dev libbenchmark-dev libgtest-dev libgmock-dev
    nlohmann-json3-dev)
# By release: its clang, and the clang-format that decides the layout, where it has that: any other lays out differently.
# shellcheck disable=SC2034
case $(sed -n 's/^VERSION_ID="\?\([0-9]*\).*/\1/p' /etc/os-release) in
    12) clang_version=14 layout_packages=(clang-format-14) ;;
    *) clang_version=19 layout_packages=() ;;
esac
# clang's sanitizer and libFuzzer runtimes are a package of their own, which clang only recommends.
# shellcheck disable=SC2034
clang_packages=("clang-$clang_version" "libclang-rt-$clang_version-dev")

say() { printf '== %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# The head of a script, for who asks with --help, before anything is installed or built: help_first "$@".
help_first() {
    local word
    for word in "$@"; do
        [[ $word == -h || $word == --help ]] || continue
        sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
        exit 0
    done
}

is_installed() {
    # A removed package whose configuration stayed has a status too, so the word matters, not the exit code.
    [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == "install ok installed" ]]
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

need_packages() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -eq 0 ]] && return 0
    say "installing: ${missing[*]}"
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends --no-remove \
        "${missing[@]}" >/dev/null
}

# Node.js has paths compiled in, so it cannot be unpacked somewhere; one that is not from Debian will do.
need_node() {
    command -v node >/dev/null || need_packages nodejs
}
