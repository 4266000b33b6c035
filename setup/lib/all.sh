# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$LIB/cluster.sh"
. "$LIB/packages.sh"
. "$LIB/odoo.sh"
. "$LIB/databases.sh"
cd "$ROOT" || exit

# prepare demo|test: everything but the databases; what is already there costs nothing.
prepare() {
    lock setup
    ensure_odoo "$1"
    ensure_cluster
    odoo_env
    unlock
}
