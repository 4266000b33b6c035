"""What the access rules cost at a million records.

Run by ./setup/bench in an Odoo shell: ``env`` is there.
"""

import base64
import datetime
import os
import statistics
import time

ROWS = int(os.environ.get("BENCH_ROWS") or 1_000_000)
RUNS = 7
env = env(context={"lang": "zh_CN"})  # noqa: F821
cr = env.cr


def person(login, groups, department):
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login,
                "login": login,
                "group_ids": [(6, 0, [env.ref(g).id for g in groups])],
            }
        )
    )
    env["hr.employee"].create({"name": login, "user_id": user.id, "department_id": department.id})
    return user


def clear(user, level, by):
    env["property.archive.clearance"].with_user(by).create(
        {
            "user_id": user.id,
            "level_id": env.ref(f"property_archive.level_{level}").id,
            "date_start": datetime.date.today(),
            "date_end": datetime.date.today() + datetime.timedelta(days=365),
            "agreement": base64.b64encode(b"signed"),
        }
    ).action_grant()


def found(executive, head):
    """The company's first clearances: one act of the two."""
    founding = (
        env["property.archive.founding"]
        .with_user(executive)
        .create(
            {
                "executive_id": executive.id,
                "head_id": head.id,
                "date_end": datetime.date.today() + datetime.timedelta(days=365),
                "executive_agreement": base64.b64encode(b"signed"),
                "head_agreement": base64.b64encode(b"signed"),
            }
        )
    )
    founding.action_confirm()
    founding.with_user(head).action_confirm()


def fill():
    """Records by SQL: 40 departments, five levels, three scopes, realistic names."""
    started = time.perf_counter()
    departments = env["hr.department"].create([{"name": f"部门{n}"} for n in range(40)])
    executive = person(
        "b_exec", ["property_archive.group_property_archive_executive"], departments[0]
    )
    clerk = person("b_clerk", ["property_archive.group_property_archive_user"], departments[1])
    archivist = person(
        "b_arch", ["property_archive.group_property_archive_archivist"], departments[2]
    )
    head = person("b_head", ["property_archive.group_property_archive_manager"], departments[2])
    found(executive, head)
    clear(clerk, "secret", executive)
    clear(archivist, "top_secret", executive)
    departments[1].manager_id = clerk.employee_id
    levels = env["property.archive.level"].search([]).ids
    company = env.company.id
    profiles = env["property.archive.access"]._profile_ids(
        {
            (company, level, scope, department)
            for level in levels
            for scope in ("company", "department", "personal")
            for department in departments.ids
        }
    )
    env.flush_all()
    cr.execute(
        "CREATE TEMP TABLE bench_profile (n serial, id int, level int, scope text, department int)"
    )
    # half of a company's papers are for all of it, and most are of a low level
    weights = dict(zip(levels, (2, 8, 5, 3, 2), strict=True))
    weighted = [
        (pid, level, scope, department or departments.ids[index % 40])
        for index, ((_company, level, scope, department), pid) in enumerate(profiles.items())
        for _copy in range(weights[level] * {"company": 100, "department": 2, "personal": 1}[scope])
    ]
    cr.execute_values(
        "INSERT INTO bench_profile (id, level, scope, department) VALUES %s", weighted
    )
    categories = env["property.archive.category"].search([]).ids
    cr.execute("SELECT count(*) FROM bench_profile")
    count = cr.fetchone()[0]
    cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'property_archive_record'"
        " AND indexname <> 'property_archive_record_pkey'"
    )
    indexes = cr.fetchall()  # made again below: faster than row by row
    for name, _definition in indexes:
        cr.execute(f'DROP INDEX "{name}"')
    cr.execute(
        """
        INSERT INTO property_archive_record
            (name, reference, category_id, level_id, scope, department_id, access_id, company_id,
             state, availability, medium, date_filed, date_document, submitter_id, quantity,
             page_count, completeness, responsible_id, create_uid, write_uid, create_date,
             write_date)
        SELECT substr(%(family)s, 1 + (i * 7) %% 16, 1) || substr(%(given)s, 1 + (i * 13) %% 30, 1)
               || CASE WHEN i %% 3 = 0 THEN '' ELSE substr(%(middle)s, 1 + (i / 3) %% 12, 1) END
               || ' ' || (1 + i %% 20) || '-' || (1 + i %% 3) || '-' || (101 + i %% 3000)
               || ' 业主档案',
               'B-' || i, (%(categories)s::int[])[1 + i %% %(ncat)s], p.level, p.scope,
               p.department, p.id,
               %(company)s, 'filed', 'in', 'paper', date '2016-01-01' + (i %% 3650),
               date '2016-01-01' + (i %% 3650), %(uid)s, 1, 10, 100,
               CASE WHEN i %% 500 = 0 THEN %(employee)s END, 1, 1, now(), now()
          FROM generate_series(1, %(rows)s) i
          JOIN bench_profile p ON p.n = 1 + (hashint4(i) & 2147483647) %% %(count)s
      ORDER BY i
        """,
        {
            "family": "张王李赵陈刘杨黄周吴徐孙马朱胡郭",
            "given": "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰鹏飞鑫波",
            "middle": "华英国建文志晓海玲红婷宇",
            "categories": categories,
            "ncat": len(categories),
            "company": company,
            "uid": executive.id,
            "employee": clerk.employee_id.id,
            "rows": ROWS,
            "count": count,
        },
    )
    cr.execute(
        "INSERT INTO property_archive_grant (record_id, user_id, company_id, content, date_from,"
        " date_to, revoked, reason, create_date)"
        " SELECT id, %s, %s, TRUE, now() - interval '1 hour',"
        " now() + interval '1 day', FALSE, 'bench', now() FROM property_archive_record"
        " WHERE id %% 20000 = 0",
        (clerk.id, company),
    )
    for _name, definition in indexes:
        cr.execute(definition)
    cr.commit()
    cr.execute("ANALYZE")
    print(f"{ROWS:,} records in {time.perf_counter() - started:.0f} s, {len(profiles)} profiles")
    return clerk, archivist, categories


def measure(label, call, user, plans):
    """Median seconds of a call as the user and without rules, with query counts."""
    result = {}
    for mode in ("without", "with"):
        times = []
        for _run in range(RUNS):
            cr.commit()
            env.invalidate_all()
            records = env["property.archive.record"].with_user(user)
            if mode == "without":
                records = records.sudo()
            before = cr.sql_log_count
            started = time.perf_counter()
            call(records)
            times.append(time.perf_counter() - started)
            queries = cr.sql_log_count - before
        result[mode] = (statistics.median(times), queries)
    ratio = result["with"][0] / result["without"][0]
    print(
        f"{label:<34} {result['without'][0] * 1000:>9.1f} ms {result['without'][1]:>3} q"
        f" {result['with'][0] * 1000:>9.1f} ms {result['with'][1]:>3} q  {ratio:>5.1f}x"
    )
    plans.append((result["with"][0], label, call, user))


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
    clerk, archivist, categories = fill()
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
        "name search, 2 characters": lambda r: r.name_search("张伟", limit=8),
        "filter on a 2 character name": lambda r: r.web_search_read(
            [("name", "ilike", "张伟")], FIELDS, limit=80, count_limit=10001
        ),
        "code": lambda r: r.name_search("B-77777", limit=8),
        "grouped by category": lambda r: r.formatted_read_group(
            domain, ["category_id"], ["__count"]
        ),
    }
    for name, user in (("clerk", clerk), ("archivist", archivist)):
        share = env["property.archive.record"].with_user(user).search_count([])
        print(
            f"\n{name}: sees {share:,} of {ROWS:,}\n"
            f"{'':<34} {'without rules':>16} {'with rules':>16}"
        )
        plans = []
        for label, call in calls.items():
            measure(label, call, user, plans)
    _seconds, label, call, user = max(plans, key=lambda p: p[0])
    print(f"\nplan of the slowest, {label}:")
    explain(call, user)


def explain(call, user):
    """EXPLAIN the longest query of a call."""
    seen = []
    cursor_class = type(cr)
    original = cursor_class.execute

    def spy(self, query, params=None, log_exceptions=True):
        started = time.perf_counter()
        result = original(self, query, params, log_exceptions)
        seen.append((time.perf_counter() - started, query, params))
        return result

    cursor_class.execute = spy
    try:
        call(env["property.archive.record"].with_user(user))
    finally:
        cursor_class.execute = original
    _seconds, query, params = max(seen, key=lambda item: item[0])
    code = getattr(query, "code", query)
    cr.execute("EXPLAIN ANALYZE " + code, getattr(query, "params", params))
    for (line,) in cr.fetchall():
        print("   ", line[:180])


main()
