# Debian packages of the machine: only what is missing, and never another database cluster.
# shellcheck shell=bash

find_python() { # an interpreter Odoo 19 supports, able to make a venv
    local p
    for p in /usr/bin/python3 python3 python3.13 python3.12 python3.11 python3.10; do
        p=$(command -v "$p") || continue
        "$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue
        printf '%s\n' "$p"
        return
    done
    return 1
}

find_postgres() { # the folder of the newest server of version 15 or later, or of the existing cluster's version
    local want=${1:-} dir version
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn) $(dirname "$(command -v initdb || echo /x/x)"); do
        [ -x "$dir/initdb" ] || continue
        version=$("$dir/initdb" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
        if [ -n "$want" ]; then [ "$version" = "$want" ] || continue; fi
        [ "$version" -ge 15 ] || continue
        printf '%s\n' "$dir"
        return
    done
    return 1
}

missing_packages() { # missing_packages demo|test
    local python=''
    python=$(find_python) || echo python3 python3-venv
    # barcodes need it from Python 3.13 on, see make_venv
    [ -d /usr/lib/python3/dist-packages/cairo ] || "${python:-false}" -c 'import sys; sys.exit(sys.version_info >= (3, 13))' 2>/dev/null ||
        echo python3-cairo
    if external_postgres; then
        command -v psql >/dev/null || echo postgresql-client
    else
        find_postgres >/dev/null || echo postgresql
    fi
    ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || echo fonts-noto-cjk
    [ -n "$(find /usr/lib /lib -maxdepth 2 -name 'libmagic.so.1*' -print -quit 2>/dev/null)" ] || echo libmagic1
    command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
    [ "$1" != test ] || command -v chromium google-chrome >/dev/null || echo chromium
}

# Without this Debian's postgresql would at once create and start a server of its own.
without_main_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    apt_install postgresql-common
    if grep -qE '^[[:space:]]*create_main_cluster' $conf 2>/dev/null; then
        apt_install postgresql
        return
    fi
    as_root sh -ec "
        cp -p $conf $conf.property-archive
        trap 'mv $conf.property-archive $conf' EXIT
        echo 'create_main_cluster = false' >>$conf
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o Acquire::Retries=2 -o DPkg::Lock::Timeout=120 "$@"
}

# (grep -q would leave apt-cache with a broken pipe)
apt_candidate() { apt-cache policy "$1" | grep 'Candidate: [^(]' >/dev/null; }

install_packages() {
    local p rest=()
    trap '' INT TERM # half-installed packages would be worse than a wait
    as_root apt-get update -o Acquire::Retries=2
    for p in "$@"; do
        case $p in
            postgresql) without_main_cluster ;;
            wkhtmltopdf) if apt_candidate "$p"; then rest+=("$p"); fi ;; # newer Debians dropped it; only PDFs need it
            *) rest+=("$p") ;;
        esac
    done
    [ ${#rest[@]} = 0 ] || apt_install "${rest[@]}"
}

ensure_packages() {
    local missing tried=$LOCAL/no-wkhtmltopdf
    missing=$(missing_packages "$1" | xargs)
    # A machine whose Debian has no wkhtmltopdf is asked once, not at every start.
    [ ! -e "$tried" ] || missing=$(printf '%s' "$missing" | sed 's/wkhtmltopdf//' | xargs)
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "this machine has no apt-get; install these yourself: $missing"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            die "sudo is missing, and these packages need it: $missing (as root: apt-get install $missing)"
        sudo -n true 2>/dev/null || sudo -v ||
            die "no right to use sudo, and these packages need it: $missing (as root: apt-get install $missing)"
    fi
    # shellcheck disable=SC2086
    run "Installing Debian packages ($missing)" install_packages $missing
    command -v wkhtmltopdf >/dev/null || {
        : >"$tried"
        say "  This Debian has no wkhtmltopdf: everything works but printing to PDF."
    }
}
