# shellcheck shell=bash
# Nonsense over every public method as each role; first argument: how many calls, default 20000.
# FUZZ_SEED repeats a run.
FUZZ_CALLS=${1:-20000} setup/test -n 0 -s tests/test_fuzz.py
