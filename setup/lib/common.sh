# Shared by all scripts of setup/: where things lie, how progress and failures are told, how it all ends.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
LIB=$ROOT/setup/lib
LOCAL=$ROOT/.local
LOG=$LOCAL/log/setup.log
VENV=$LOCAL/venv
PYTHON=$VENV/bin/python
ADDONS=(property_archive property_archive_lending property_archive_retention)

mkdir -p "$LOCAL/log" 2>/dev/null || { echo "setup: $ROOT cannot be written to." >&2; exit 1; }
umask 022
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# --- the end: undo in reverse order, whatever the reason -------------------------------------------------
AT_EXIT=()
JOBS=()     # process groups to end
LASTING=    # the one of them that is left to end by itself
at_exit() { AT_EXIT+=("$1"); }

finish() {
    local code=$? i
    trap '' INT TERM
    trap - EXIT
    set +e
    for i in "${JOBS[@]:-}"; do [ -z "$i" ] || kill -TERM -- "-$i" 2>/dev/null; done
    for i in "${JOBS[@]:-}"; do [ -z "$i" ] || end_group "$i"; done
    for ((i = ${#AT_EXIT[@]} - 1; i >= 0; i--)); do eval "${AT_EXIT[i]}"; done
    exit "$code"
}

end_group() { # Odoo in the middle of an installation does not hear the first signal
    local tries=0
    if [ "$1" = "$LASTING" ]; then
        say "  finishing the installation of packages first …"
    fi
    while kill -0 -- "-$1" 2>/dev/null; do
        [ "$1" = "$LASTING" ] || ((++tries < 100)) || kill -KILL -- "-$1" 2>/dev/null
        sleep 0.1
    done
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# One scratch folder, on the same disk as everything else so that a rename puts a finished thing in place.
SCRATCH=$(mktemp -d "$LOCAL/tmp.XXXXXX" 2>/dev/null) || die "the disk is full (or $LOCAL cannot be written to)."
at_exit "rm -rf '$SCRATCH'"

# --- progress --------------------------------------------------------------------------------------------
# background COMMAND…: in a process group of its own, so that Ctrl-C can end it with all its children.
background() {
    set -m
    "$@" </dev/null &
    set +m
    JOBS+=("$!")
}

job_ended() {
    local i
    for i in "${!JOBS[@]}"; do [ "${JOBS[i]}" != "$1" ] || unset "JOBS[i]"; done
}

# follow PID LOGFILE TITLE: show that it goes on until it ends, then how long it took or why it failed.
follow() {
    local pid=$1 log=$2 title=$3 start=$SECONDS spoken=$SECONDS hint code=0
    [ -t 2 ] || say "  $title …"
    while kill -0 "$pid" 2>/dev/null; do
        hint=$(tail -c 600 "$log" 2>/dev/null | tr '\r' '\n' | sed -E '/^[[:space:]]*$/d; s/^[0-9-]+ [0-9:,]+ [0-9]+ [A-Z]+ [^ ]+ [^ ]+: //' | tail -n 1 | cut -c 1-70) || hint=
        if [ -t 2 ]; then
            printf '\r\033[K  %s … %d s  \033[2m%s\033[0m' "$title" $((SECONDS - start)) "$hint" >&2
        elif ((SECONDS - spoken >= 15)); then
            spoken=$SECONDS
            say "    $((SECONDS - start)) s: $hint"
        fi
        sleep 0.2
    done
    wait "$pid" || code=$?
    job_ended "$pid"
    [ ! -t 2 ] || printf '\r\033[K' >&2
    [ "$code" = 0 ] || explain "$title" "$log"
    say "  $title: done in $((SECONDS - start)) s"
}

run() {
    local title=$1 log
    shift
    log=$(mktemp "$SCRATCH/step.XXXXXX")
    background "$@" >"$log" 2>&1
    if [ "$1" = install_packages ]; then LASTING=$!; fi
    follow "$!" "$log" "$title"
    keep_log "$title" "$log"
}

keep_log() { { printf '\n=== %s\n' "$1"; cat "$2"; } >>"$LOG" 2>/dev/null || true; }

# One clear line for the failures that are not a fault of the project.
explain() {
    local title=$1 log=$2
    keep_log "$title" "$log"
    if grep -qiE 'no space left|disk quota exceeded|could not extend file|ENOSPC' "$log"; then
        die "$title: the disk is full. Free some space in $LOCAL and start again; what was finished is kept."
    elif grep -qiE 'could not resolve|temporary failure (resolving|in name)|network is unreachable|name or service not known|could not connect to|failed to establish a new connection|connection timed out' "$log"; then
        die "$title: no network, or the package mirror does not answer. Start again later; what was finished is kept."
    fi
    grep -E 'setup: ' "$log" | tail -n 1 | grep . >&2 && exit 1
    tail -n 12 "$log" >&2
    die "$title failed; all of its output is in $LOG"
}

need_space() { # need_space MEGABYTES
    local free
    free=$(df -Pm "$LOCAL" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] || die "the disk is full: $1 MB are needed in $LOCAL, $free MB are free."
}

# Only one at a time prepares this checkout (lock setup), or makes databases (lock databases). Servers must not
# inherit the lock: start them with 8>&-.
lock() {
    exec 8>"$LOCAL/$1.lock"
    flock -n 8 || { say "  another setup is at work here; waiting for it …"; flock 8; }
}
unlock() { exec 8>&-; }

present_addons() {
    local a
    for a in "${ADDONS[@]}"; do [ ! -f "$ROOT/$a/__manifest__.py" ] || printf '%s\n' "$a"; done
}
joined() { local IFS=,; printf '%s' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
