# The databases, each made from the one before it:
#   pa_base    Odoo with what the addons depend on, English and Chinese, no demo data
#   pa_addons  and the addons
#   pa_test    a copy for the tests · pa_story  a copy with the demo company · the demo's own
# A database says in its comment from what it was made, so that a change makes it anew.
# shellcheck shell=bash

DEMO=property_archive_demo

sql() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
db_exists() { [ -n "$(sql -c "SELECT 1 FROM pg_database WHERE datname = '$1'" postgres)" ]; }
db_stamp() { sql -c "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'" postgres; }
filestore() { printf "%s" "$LOCAL/data/filestore/${1:?no database}"; }

db_drop() {
    # refused while PostgreSQL happens to be vacuuming there; without force it ends that by itself
    dropdb --if-exists --force "$1" 2>/dev/null || dropdb --if-exists "$1" 2>/dev/null
    rm -rf "$(filestore "$1")"
}

db_copy() {
    createdb -T "$1" "$2"
    rm -rf "$(filestore "$2")"
    mkdir -p "$(filestore "$2")"
    if [ -d "$(filestore "$1")" ]; then cp -a "$(filestore "$1")/." "$(filestore "$2")"; fi
}

db_rename() {
    db_drop "$2"
    sql -c "ALTER DATABASE \"$1\" RENAME TO \"$2\"" postgres
    if [ -d "$(filestore "$1")" ]; then mv "$(filestore "$1")" "$(filestore "$2")"; fi
}

# db_make NAME STAMP COMMAND…: make it under another name, and put it in place when it is whole.
db_make() {
    local name=$1 stamp=$2
    shift 2
    # shellcheck disable=SC2064  # the name is local: it is gone when the trap runs
    trap "db_drop '${name}_new'" EXIT
    db_drop "${name}_new"
    "$@" "${name}_new"
    sql -c "COMMENT ON DATABASE \"${name}_new\" IS '$stamp'" postgres
    db_rename "${name}_new" "$name"
    trap - EXIT
}

ensure_db() { # ensure_db NAME STAMP TITLE COMMAND…
    local name=$1 stamp=$2 title=$3
    shift 3
    [ "$(db_stamp "$name")" != "$stamp" ] || return 0
    run "$title" db_make "$name" "$stamp" "$@"
}

# --- what they are made of -------------------------------------------------------------------------------
hash() { sha256sum | cut -d ' ' -f 1; }

base_modules() { # what the addons depend on, themselves left out
    "$PYTHON" - $(present_addons) <<'EOF'
import ast, pathlib, sys
addons = sys.argv[1:]
needed = {"base", "web"}
for addon in addons:
    needed.update(ast.literal_eval(pathlib.Path(addon, "__manifest__.py").read_text())["depends"])
print(*sorted(needed.difference(addons)))
EOF
}

base_stamp() { { echo "$ODOO"; cat "$ODOO/odoo/release.py"; base_modules; } | hash; }

# Files whose change calls for new databases; tests and readmes are read where they lie, or not at all.
# addons_stamp [demo] [static]: those of these kinds too
addons_stamp() {
    local kind skip=(-name tests -o -name readme -o -name __pycache__)
    for kind in demo static; do [[ " $* " == *" $kind "* ]] || skip+=(-o -name "$kind"); done
    { base_stamp
      cat "$LIB"/{load_demo,assets}.py
      [[ " $* " != *" demo "* ]] || cat "$LIB/demo_years.py"
      find $(present_addons) -type d \( "${skip[@]}" \) -prune -o -type f ! -name 'README*' ! -name '*.pot' ! -name pyproject.toml -print0 |
          sort -z | xargs -0 sha256sum
    } | hash
}

make_base() {
    createdb -E UTF8 -T template0 --lc-collate=C --lc-ctype=C.UTF-8 "$1" 2>/dev/null || createdb "$1"
    odoo server -d "$1" -i "$(joined $(base_modules))" --load-language=zh_CN --stop-after-init --skip-auto-install
}

make_addons() {
    db_copy pa_base "$1"
    odoo server -d "$1" -i "$(joined $(present_addons))" --stop-after-init --skip-auto-install
}

# shell DATABASE SCRIPT [NAME=VALUE…]
shell() { env "${@:3}" "$PYTHON" -W ignore -m odoo shell -d "$1" --no-http <"$LIB/$2" 8>&-; }

# Odoo drops what a test wrote, its compiled pages too: without this each browser test would compile them again.
make_test() {
    db_copy pa_addons "$1"
    shell "$1" assets.py BUNDLES="web.assets_web web.assets_frontend_minimal web.assets_frontend_lazy web.assets_frontend web.assets_tests"
}

make_story() {
    db_copy pa_addons "$1"
    shell "$1" load_demo.py DEMO_ADDONS="$(present_addons | xargs)" DEMO_SKIP="register_demo.xml work_demo.xml"
}

make_demo() {
    db_copy pa_addons "$1"
    shell "$1" load_demo.py DEMO_ADDONS="$(present_addons | xargs)"
    [ ! -d property_archive_lending ] || shell "$1" demo_years.py
    shell "$1" assets.py BUNDLES="web.assets_web web.assets_frontend_minimal web.assets_frontend_lazy web.assets_frontend"
}

update_demo() {
    odoo server -d "$DEMO" -u "$(joined $(present_addons))" --stop-after-init
    sql -c "COMMENT ON DATABASE $DEMO IS '$1'" postgres
}

ensure_addons_db() {
    [ -n "$(present_addons)" ] || die "there is no addon in $ROOT."
    ensure_db pa_base "$(base_stamp)" "Making a database with Odoo" make_base
    ensure_db pa_addons "$(addons_stamp)" "Installing the addons" make_addons
}

ensure_test_db() {
    ensure_addons_db
    ensure_db pa_test "$(addons_stamp static)" "Copying it for the tests" make_test
    ensure_db pa_story "$(addons_stamp demo)" "Loading the demo company for the story" make_story
}

ensure_demo_db() {
    local stamp
    stamp=$(addons_stamp demo)
    if ! db_exists "$DEMO"; then
        ensure_addons_db
        ensure_db "$DEMO" "$stamp" "Loading the demo company" make_demo
    elif [ "$(db_stamp "$DEMO")" != "$stamp" ]; then
        run "The addons changed: updating the demo" update_demo "$stamp"
    fi
}
