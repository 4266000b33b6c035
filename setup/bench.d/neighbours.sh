# shellcheck shell=bash
# What the rest of Odoo pays: plain operations in a database with the addons and in one without.
# First argument: how many people there are; default 300.
WITHOUT=pa_bench_neighbours
WITH=pa_bench_neighbours_with
at_exit "db_drop $WITHOUT; db_drop $WITH"
db_drop $WITHOUT
db_drop $WITH
db_copy pa_base $WITHOUT
db_copy pa_addons $WITH
BENCH_ROWS=${1:-} BENCH_WITHOUT=$WITHOUT odoo shell -d $WITH --log-level=error <"$LIB/neighbours.py"
