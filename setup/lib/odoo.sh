# Odoo 19 and the Python it runs on.
# shellcheck shell=bash

external_odoo() { [ -n "${ODOO_SOURCE:-}" ]; }

if external_odoo; then ODOO=$(cd "$ODOO_SOURCE" 2>/dev/null && pwd -P) || die "ODOO_SOURCE: no folder $ODOO_SOURCE"; else ODOO=$LOCAL/odoo; fi

check_external_odoo() {
    grep -qE '^version_info *= *\(19, *0' "$ODOO/odoo/release.py" 2>/dev/null ||
        die "ODOO_SOURCE must name the root of an Odoo 19.0 source tree; $ODOO is none."
}

# Debian carries Odoo 19 in sid. It is fetched through an apt configuration of our own, so that the machine's
# sources, lists and pins stay as they are, and unpacked, never installed: its dependencies belong to sid.
apt_conf=$LOCAL/apt/apt.conf

private_apt() {
    local mirror keyring
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "this machine names no Debian mirror in its apt sources; point ODOO_SOURCE at an Odoo 19.0 source tree."
    for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do [ ! -e "$keyring" ] || break; done
    [ -e "$keyring" ] || die "Debian's keyring is missing (package debian-archive-keyring)."
    mkdir -p "$LOCAL"/apt/{parts,lists/partial,cache/archives/partial,sources}
    # bookworm for one package: later ones carry a Font Awesome without the files Odoo links to.
    cat >"$LOCAL/apt/sources/debian.sources" <<EOF
Types: deb
URIs: $mirror
Suites: sid bookworm
Components: main
Signed-By: $keyring
EOF
    {
        apt-config dump | grep -E '^Acquire::' # the machine's proxy and the like
        cat <<EOF
Dir::Etc::parts "$LOCAL/apt/parts";
Dir::Etc::main "/dev/null";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$LOCAL/apt/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$LOCAL/apt/parts";
Dir::State::Lists "$LOCAL/apt/lists";
Dir::Cache "$LOCAL/apt/cache";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Sandbox::User "$(id -un)";
EOF
    } >"$apt_conf"
}

# shellcheck disable=SC2016  # apt's own placeholders
debian_mirror() {
    { apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages'
      apt-get indextargets --no-release-info --format 'Debian|$(REPO_URI)' 'Created-By: Packages'
    } 2>/dev/null | sed -nE 's,^Debian\|(.*/debian/?)$,\1,p' | sed -n 1p
}

fetch_odoo() {
    local deb out=$SCRATCH/odoo unpacked=$SCRATCH/unpacked link target
    private_apt
    export APT_CONFIG=$apt_conf
    apt-get update
    apt_candidate odoo-19 ||
        die "Debian no longer carries the package odoo-19; get an Odoo 19.0 source tree and point ODOO_SOURCE at it."
    (
        cd "$LOCAL/apt/cache/archives" || exit
        apt-get download odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted \
            fonts-montserrat fonts-inconsolata fonts-ocr-b fonts-glyphicons-halflings fonts-font-awesome/bookworm
    )
    mkdir "$unpacked"
    for deb in "$LOCAL"/apt/cache/archives/*.deb; do
        echo "Unpacking $(basename "$deb" .deb)"
        dpkg-deb -x "$deb" "$unpacked"
    done
    # Debian replaced bundled fonts and scripts by links to other packages: put the files back.
    find "$unpacked/usr/lib" -type l | while read -r link; do
        target=$(readlink -m "$link")
        [ -e "$target" ] || target=$(find "$unpacked/usr/share" -name "$(basename "${target%.*}")*" -type f | sort | sed -n 1p)
        [ -n "$target" ] || { echo "nothing to put in place of $link"; continue; }
        cp -L --remove-destination "$target" "$link"
    done
    mkdir "$out"
    mv "$unpacked/usr/lib/python3/dist-packages/odoo" "$out/odoo"
    background_blur "$out/odoo/addons/mail/static/lib/selfie_segmentation"
    rm -rf "${LOCAL:?}/odoo"
    mv "$out" "$LOCAL/odoo"
    rm -rf "$LOCAL/apt"
}

# Every page of the backend asks for this script, which Debian leaves out; without it each browser test stops on
# a console error. Only the blurred background of video calls uses what is in it, so where npm is not to be had
# an empty one serves.
background_blur() {
    local dir=$1
    mkdir -p "$dir" "$SCRATCH/npm"
    if command -v npm >/dev/null &&
        (cd "$SCRATCH/npm" && npm pack --silent @mediapipe/selfie_segmentation@0.1.1675465747) >/dev/null 2>&1; then
        tar -xf "$SCRATCH"/npm/*.tgz -C "$dir" --strip-components=1
    else
        echo '/* left out: background blur in video calls */' >"$dir/selfie_segmentation.js"
    fi
}

venv_stamp() {
    local python=$1
    shift
    { echo "$VENV"; "$python" -V; ls -d /usr/lib/python3/dist-packages/cairo 2>/dev/null; cat "$@"; } | sha256sum | cut -d ' ' -f 1
}

make_venv() {
    local python=$1 stamp=$2
    shift 2
    # half a venv is of no use to the next run
    trap '[ -e "$VENV/.complete" ] || rm -rf "$VENV"' EXIT
    rm -f "$VENV/.complete"
    "$python" -m venv --clear "$VENV"
    "$PYTHON" -m pip install --disable-pip-version-check --no-deps --no-compile --prefer-binary --retries 2 --timeout 30 --progress-bar off \
        --cache-dir "$LOCAL/cache/pip" "${@/#/-r}"
    # reportlab draws barcodes with cairo from Python 3.13 on, and pycairo has no wheels: borrow Debian's.
    if "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
        [ ! -d /usr/lib/python3/dist-packages/cairo ] ||
            ln -sfn /usr/lib/python3/dist-packages/cairo "$("$PYTHON" -c 'import site; print(site.getsitepackages()[0])')/cairo"
    fi
    echo "$stamp" >"$VENV/.complete"
}

# ensure_odoo demo|test: two roads at once, the machine's packages and Odoo itself.
ensure_odoo() {
    local kind=$1 fetch='' fetch_log=$SCRATCH/fetch.log python stamp files=("$ROOT/setup/requirements-odoo.txt" "$ROOT/setup/requirements-test.txt")
    if external_odoo; then
        check_external_odoo
    elif [ ! -d "$ODOO" ]; then
        need_space 3500
        command -v apt-get >/dev/null || die "this machine has no apt-get; point ODOO_SOURCE at an Odoo 19.0 source tree."
        background fetch_odoo >"$fetch_log" 2>&1
        fetch=$!
    fi
    ensure_packages "$kind"
    python=$(find_python) || die "no Python from 3.10 to 3.13 with venv was found."
    stamp=$(venv_stamp "$python" "${files[@]}")
    if [ "$(cat "$VENV/.complete" 2>/dev/null)" != "$stamp" ]; then
        need_space 1000
        run "Installing Python packages" make_venv "$python" "$stamp" "${files[@]}"
    fi
    if [ -n "$fetch" ]; then
        follow "$fetch" "$fetch_log" "Fetching Odoo 19"
        keep_log "Fetching Odoo 19" "$fetch_log"
    fi
}

# write_conf FILE [LINE…]: an Odoo configuration of our own; an ODOO_RC of the user adds its addons folders.
write_conf() {
    local file=$1 path=$ODOO/odoo/addons
    shift
    [ ! -d "$ODOO/addons" ] || path+=,$ODOO/addons
    [ -z "${ODOO_RC_ADDONS:-}" ] || path+=,$ODOO_RC_ADDONS
    [ -z "$(present_addons)" ] || path+=,$ROOT
    mkdir -p "$LOCAL/data"
    {
        echo "[options]"
        echo "addons_path = $path"
        echo "data_dir = $LOCAL/data"
        echo "http_interface = 127.0.0.1"
        echo "list_db = False"
        printf '%s\n' "$@"
    } >"$SCRATCH/conf"
    mv "$SCRATCH/conf" "$file"
}

odoo_env() {
    export PYTHONPATH=$ODOO ODOO_RC=$LOCAL/odoo.conf
    write_conf "$ODOO_RC"
    # for a shell of one's own: . .local/env.sh
    printf 'export %s=%q\n' PYTHONPATH "$PYTHONPATH" ODOO_RC "$ODOO_RC" PGHOST "${PGHOST:-}" PGUSER "${PGUSER:-}" >"$LOCAL/env.sh"
}

odoo() { "$PYTHON" -W ignore -m odoo "$@" 8>&-; }
