"""What the access rules cost at a million records.

Run by ./setup/bench in an Odoo shell: ``env`` is there. Ends with an error when a call takes
more than its multiple of the same call without rules.
"""

import os
import sys

sys.path.insert(0, "setup/lib")
from bench_records import Bench  # noqa: E402

ROWS = int(os.environ.get("BENCH_ROWS") or 1_000_000)
LIMIT = 1.5
#: What there is no target for is printed all the same: nothing is cheaper than finding nothing.
LIMITS = {"one category": 2, "uncapped count": 2, "name nobody has, 3 characters": None}
#: Seconds for a name of two Chinese characters, which no common index finds.
SHORT_NAME = 0.1
env = env(context={"lang": "zh_CN"})  # noqa: F821
bench = Bench(env, ROWS)


FIELDS = {
    name: {}
    for name in (
        "reference",
        "name",
        "date_filed",
        "state",
        "availability",
        "completeness",
    )
} | {
    "category_id": {"fields": {"display_name": {}}},
    "level_id": {"fields": {"display_name": {}}},
    "location_id": {"fields": {"display_name": {}}},
}


def main():
    clerk, archivist, categories = bench.fill()
    domain = [("state", "in", ["filed", "sealed"])]
    calls = {
        "default list (80 + capped count)": lambda r: r.web_search_read(
            domain, FIELDS, limit=80, count_limit=10001
        ),
        "list, last page sorted by code": lambda r: r.web_search_read(
            domain, FIELDS, limit=80, order="reference desc", count_limit=10001
        ),
        "one category": lambda r: r.web_search_read(
            [*domain, ("category_id", "=", categories[3])],
            FIELDS,
            limit=80,
            count_limit=10001,
        ),
        "uncapped count": lambda r: r.search_count(domain),
        "name search, 3 characters": lambda r: r.name_search("张伟华", limit=8),
        "name nobody has, 3 characters": lambda r: r.name_search("张鑫鑫", limit=8),
        "name search, 2 characters": lambda r: r.name_search("张伟", limit=8),
        "filter on a 2 character name": lambda r: r.web_search_read(
            [("name", "ilike", "张伟")], FIELDS, limit=80, count_limit=10001
        ),
        "code": lambda r: r.name_search("B-77777", limit=8),
        "grouped by category": lambda r: r.formatted_read_group(
            domain, ["category_id"], ["__count"]
        ),
    }
    slow = []
    for name, user in (("clerk", clerk), ("archivist", archivist)):
        share = env["property.archive.record"].with_user(user).search_count([])
        print(
            f"\n{name}: sees {share:,} of {ROWS:,}\n"
            f"{'':<34} {'without rules':>16} {'with rules':>16}"
        )
        plans = []
        for label, call in calls.items():
            limit = LIMITS.get(label, LIMIT)
            ratio = bench.measure(label, call, user, plans, limit)
            if limit and ratio > limit:
                slow.append(f"{name}: {label} {ratio:.2f}x")
            if label.startswith("name search, 2") and plans[-1][0] > SHORT_NAME:
                slow.append(f"{name}: {label} {plans[-1][0] * 1000:.0f} ms")
    _seconds, label, call, user = max(plans, key=lambda p: p[0])
    print(f"\nplan of the slowest, {label}:")
    bench.explain(call, user)
    if slow:
        raise SystemExit("over the target: " + "; ".join(slow))


main()
