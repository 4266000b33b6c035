# shellcheck shell=bash
# Many people at once on a server of some workers: ./setup/bench load [PEOPLE [SECONDS [WORKERS]]]
PEOPLE=${1:-30} SECONDS_OF_WORK=${2:-180} WORKERS=${3:-2} ./setup/test -n0 tests/load.py -s
