"""What the access rules cost at a million records, for each kind of user.

Run by ./setup/bench in an Odoo shell: ``env`` is there. The same person makes each call with and
without the access statement. Ends with an error when a call takes more than its multiple.
"""

import os
import sys

sys.path.insert(0, "setup/lib")
from bench_records import Bench  # noqa: E402

ROWS = int(os.environ.get("BENCH_ROWS") or 1_000_000)
LIMIT = 1.5
#: What costs nearly nothing without rules costs mostly the rights, and several duties are counted
#: one by one.
LIMITS = {"uncapped count": 2, "name nobody has, 3 characters": None}
#: Seconds for a name of two Chinese characters, which no common index finds, and for counts of a
#: million by category.
MOST = {"name search, 2 characters": 0.1, "grouped by category": 0.15}
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
    people, categories = bench.fill()
    domain = [("state", "in", ["filed", "sealed"])]
    calls = {
        "default list (80 + capped count)": lambda r: r.web_search_read(
            domain, FIELDS, limit=80, count_limit=10001
        ),
        "list, last page sorted by code": lambda r: r.web_search_read(
            domain, FIELDS, limit=80, order="reference desc", count_limit=10001
        ),
        "large category": lambda r: r.web_search_read(
            [*domain, ("category_id", "=", categories[3])],
            FIELDS,
            limit=80,
            count_limit=10001,
        ),
        "small category": lambda r: r.web_search_read(
            [*domain, ("category_id", "=", categories[20])],
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
        "search box": lambda r: r.web_search_read(
            [*domain, ("search_text", "ilike", "张伟华")], FIELDS, limit=80, count_limit=10001
        ),
        "search box that finds nothing": lambda r: r.web_search_read(
            [*domain, ("search_text", "ilike", "张鑫鑫")], FIELDS, limit=80, count_limit=10001
        ),
        "code": lambda r: r.name_search("B-77777", limit=8),
        "grouped by category": lambda r: r.formatted_read_group(
            domain, ["category_id"], ["__count"]
        ),
    }
    taken = bench.compare(people, calls, LIMIT, LIMITS)
    for seconds, label, _call, user in taken:
        if seconds > MOST.get(label, seconds):
            raise SystemExit(f"over the target: {user.login}: {label} {seconds * 1000:.0f} ms")


main()
