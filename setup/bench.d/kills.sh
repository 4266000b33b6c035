# shellcheck shell=bash
# Server and database are killed while people file and ask: ./setup/bench kills [TIMES [SEED]]
# The seed of a run is printed; with it the same run is had again.
KILLS=${1:-200} KILL_SEED=${2:-} ./setup/test -n0 tests/test_kill.py -s
