# The database server: the user's own when PG* or ODOO_RC names one, else a private one in .local/pg.
# shellcheck shell=bash

PG=$LOCAL/pg

external_postgres() { [ -n "${PGHOST:-}${PGHOSTADDR:-}${PGPORT:-}${PGSERVICE:-}" ]; }

# An odoo.conf says both where the database is and where more addons are.
read_odoo_rc() {
    [ -n "${ODOO_RC:-}" ] || return 0
    [ -r "$ODOO_RC" ] || die "ODOO_RC: $ODOO_RC cannot be read."
    local key value
    while IFS='=' read -r key value; do
        key=$(xargs <<<"$key")
        value=$(sed -E 's/^[[:space:]]+|[[:space:]]+$//g' <<<"$value")
        case $value in '' | False | None) continue ;; esac
        case $key in
            db_host) export PGHOST=$value ;;
            db_port) export PGPORT=$value ;;
            db_user) export PGUSER=$value ;;
            db_password) export PGPASSWORD=$value ;;
            db_sslmode) export PGSSLMODE=$value ;;
            addons_path) ODOO_RC_ADDONS=$value ;;
        esac
    done < <(grep -E '^[[:space:]]*(db_|addons_path)' "$ODOO_RC")
    # a db_user alone means the local server, through its socket
    if [ -n "${PGUSER:-}" ] && ! external_postgres; then export PGPORT=5432; fi
}
read_odoo_rc

# The server refuses to run as root, so there it runs as Debian's user postgres; a checkout in a folder that
# postgres may not pass (mode 0700) needs one capability more.
as_postgres() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif setpriv --reuid postgres --regid postgres --init-groups test -x "$PG" 2>/dev/null; then
        setpriv --reuid postgres --regid postgres --init-groups "$@"
    else
        setpriv --reuid postgres --regid postgres --init-groups \
            --inh-caps=+dac_override --ambient-caps=+dac_override "$@"
    fi
}

own_dir() { # a folder only the server's user (and root) may enter
    mkdir -m 700 "$1" 2>/dev/null || [ -d "$1" ]
    if [ "$(id -u)" = 0 ]; then chown postgres: "$1"; fi
    [ "$(stat -c %a "$1")" = 700 ] || chmod 700 "$1"
}

make_cluster() {
    own_dir "$PG"
    rm -rf "$PG/new"
    as_postgres "$PGBIN/initdb" -D "$PG/new" -U pgadmin -A trust -E UTF8 --locale=C.UTF-8 --no-instructions
    cluster_start "$PG/new"
    # Odoo refuses to work as the server's administrator: it gets a plain role that may create databases.
    "$PGBIN/psql" -h "$PGSOCKET" -U pgadmin -v ON_ERROR_STOP=1 -q template1 <<EOF
CREATE ROLE odoo LOGIN CREATEDB;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gin;
EOF
    as_postgres "$PGBIN/pg_ctl" -D "$PG/new" -m fast -w -s stop
    as_postgres mv "$PG/new" "$PG/data"
}

# Durable enough for a demo (a crash may lose the last second, never damages), quick enough for tests.
cluster_start() {
    as_postgres "$PGBIN/pg_ctl" -D "$1" -l "$PG/postgresql.log" -w -t 60 -s -o "-k '$PGSOCKET' -c listen_addresses= \
        -c synchronous_commit=off -c shared_buffers=256MB -c work_mem=16MB -c maintenance_work_mem=128MB \
        -c max_wal_size=2GB -c checkpoint_timeout=30min -c jit=off -c max_connections=200" start 7>&- 8>&- ||
        { tail -n 5 "$PG/postgresql.log"; return 1; }
}

cluster_running() { [ -n "${PGBIN:-}" ] && "$PGBIN/pg_isready" -q -h "$PGSOCKET"; }

# The last script that uses the private cluster stops it, unless it was started by `setup/postgres start`.
cluster_leave() {
    exec 8>&-
    if [ ! -e "$LOCAL/pg.keep" ] && flock -n -x 7 && cluster_running; then
        as_postgres "$PGBIN/pg_ctl" -D "$PG/data" -m fast -w -s stop 7>&- >>"$LOG" 2>&1
    fi
}

ensure_cluster() {
    if external_postgres; then
        local may
        may=$(psql -Atqc "SELECT (rolcreatedb OR rolsuper) AND rolname <> 'postgres' AND current_setting('server_version_num')::int >= 150000
            FROM pg_roles WHERE rolname = current_user" postgres 2>"$SCRATCH/psql") ||
            die "the PostgreSQL that PG* or ODOO_RC names does not answer: $(head -n 1 "$SCRATCH/psql")"
        [ "$may" = t ] ||
            die "the PostgreSQL that PG* or ODOO_RC names must be version 15 or later, and its role one that may create databases and is not 'postgres'."
        return
    fi
    local version=''
    [ ! -e "$PG/data/PG_VERSION" ] || version=$(cat "$PG/data/PG_VERSION")
    PGBIN=$(find_postgres "$version") ||
        die "the databases in $PG need PostgreSQL ${version:-15 or later}, which is not installed (remove $PG to begin anew)."
    export PATH=$PGBIN:$PATH
    unset PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSSLMODE PGOPTIONS PGSERVICEFILE
    own_dir "$PG"
    # a socket's path may hold 107 characters
    PGSOCKET=$PG/run
    [ ${#PGSOCKET} -le 85 ] || PGSOCKET=/tmp/property-archive-$(cksum <<<"$PG" | cut -d ' ' -f 1)
    own_dir "$PGSOCKET"
    exec 7>"$LOCAL/pg.users"
    flock -s 7
    at_exit cluster_leave
    [ -e "$PG/data/PG_VERSION" ] || run "Making the database cluster" make_cluster
    cluster_running || run "Starting PostgreSQL" cluster_start "$PG/data"
    export PGHOST=$PGSOCKET PGUSER=odoo
}
