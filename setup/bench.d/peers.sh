# shellcheck shell=bash
# Odoo's own suites beside the addons and without them: the same tests fail, or none.
# First argument: suites, comma separated; default hr. "all" for every one that is compared.
suites=${1:-hr}
[ "$suites" != all ] || suites=hr,hr_skills,hr_maintenance,hr_holidays,mail,base
WITHOUT=pa_bench_peers
WITH=pa_bench_peers_with
at_exit "db_drop $WITHOUT; db_drop $WITH"
db_drop $WITHOUT
db_drop $WITH
db_copy pa_base $WITHOUT
run "Installing the peers" odoo server -d $WITHOUT -i hr_holidays,hr_maintenance,hr_skills \
    --stop-after-init --skip-auto-install
db_copy $WITHOUT $WITH
run "Installing the addons beside them" odoo server -d $WITH -i "$(joined $(present_addons))" \
    --stop-after-init --skip-auto-install

# a test that fails by an error is the same as one that fails by an assertion
failures() { { grep -oE "(FAIL|ERROR): [A-Za-z0-9_]+\.test_[A-Za-z0-9_]+" "$1" || true; } | sed 's/^[A-Z]*: //' | sort -u; }
total() { grep -oE "[0-9]+ failed, [0-9]+ error\(s\) of [0-9]+ tests" "$1" | tail -n 1; }

different=0
table=$(printf '%-14s %8s %8s %8s  %s' suite tests without with "fails only with the addons")
for suite in ${suites//,/ }; do
    # of base, what is about users; the rest does not meet the addons
    tags=/$suite
    [ "$suite" != base ] || tags=/base:TestUsers,/base:TestUsers2,/base:TestUsersGroups,/base:TestUsersIdentitycheck,/base:TestHasGroup,/base:TestAPIKeys,/base:TestResUsersSettings
    for db in $WITHOUT $WITH; do
        say "  $suite on $db …"
        "$PYTHON" -W ignore "$LIB/peers.py" server -d "$db" --test-tags "$tags" --http-port 0 \
            --max-cron-threads 0 --stop-after-init --log-level=test >"$LOCAL/$db-$suite.log" 2>&1 || true
        [ -n "$(total "$LOCAL/$db-$suite.log")" ] || die "$suite did not run: $LOCAL/$db-$suite.log"
    done
    failures "$LOCAL/$WITHOUT-$suite.log" >"$SCRATCH/without"
    failures "$LOCAL/$WITH-$suite.log" >"$SCRATCH/with"
    only=$(comm -13 "$SCRATCH/without" "$SCRATCH/with" | paste -s -d ' ')
    [ -z "$only" ] || different=1
    tests=$(total "$LOCAL/$WITH-$suite.log" | grep -oE "[0-9]+ tests" | cut -d ' ' -f 1)
    table+=$(printf '\n%-14s %8s %8s %8s  %s' "$suite" "$tests" "$(wc -l <"$SCRATCH/without")" \
        "$(wc -l <"$SCRATCH/with")" "${only:-none}")
done
printf '%s\n' "$table"
[ $different = 0 ]
