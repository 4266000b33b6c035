"""A million records and what a call costs, for what ./setup/bench runs in an Odoo shell."""

import base64
import contextlib
import datetime
import os
import time
from unittest.mock import patch

from odoo.fields import Domain

RUNS = 15
#: What costs more seconds without rules than this is measured less often.
LONG = 0.2
LONG_RUNS = 7
#: How records answer without the access statement. Odoo's own rules, such as the company's, stay.
UNRULED = {
    "_readable_domain": lambda records, holds=True: Domain(bool(holds)),
    "_readable_part_count": lambda records, joined: 0,
    "_answers_tell": lambda records: True,
}


class Bench:
    """The people, the records and the stop-watch of a bench.

    :param env: the environment of the shell
    :param int rows: how many records
    """

    def __init__(self, env, rows):
        self.env = env
        self.cr = env.cr
        self.rows = rows

    def person(self, login, groups, department):
        user = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login,
                    "login": login,
                    "group_ids": [(6, 0, [self.env.ref(g).id for g in groups])],
                }
            )
        )
        self.env["hr.employee"].create(
            {"name": login, "user_id": user.id, "department_id": department.id}
        )
        return user

    def clear(self, user, level, by):
        self.env["property.archive.clearance"].with_user(by).create(
            {
                "user_id": user.id,
                "level_id": self.env.ref(f"property_archive.level_{level}").id,
                "date_start": datetime.date.today(),
                "date_end": datetime.date.today() + datetime.timedelta(days=365),
                "agreement": base64.b64encode(b"signed"),
            }
        ).action_grant()

    def found(self, executive, head):
        """The company's first clearances: one act of the two."""
        founding = (
            self.env["property.archive.founding"]
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

    def store(self):
        """Ids of the boxes of a store with a lock: 40 cabinets with 25 boxes each."""
        places = self.env["property.archive.location"]
        room = places.create({"name": "库房", "kind": "room", "lockable": True, "barcode": "B-0"})
        cabinets = places.create(
            [
                {"name": f"柜{n}", "kind": "cabinet", "parent_id": room.id, "barcode": f"B-{n}"}
                for n in range(1, 41)
            ]
        )
        boxes = places.create(
            [
                {"name": f"盒{n}", "kind": "box", "parent_id": c.id, "barcode": f"{c.barcode}-{n}"}
                for c in cabinets
                for n in range(1, 26)
            ]
        )
        return boxes.ids

    def duties(self, executive, categories, departments, projects):
        """Archivists of less than all, by what they keep, each cleared for confidential files."""
        d, p = departments, projects
        kinds = {
            "keeper of a department": [{"department_id": d[3].id}],
            "keeper of a large category": [{"category_id": categories[3]}],
            "keeper of four duties": [
                {"department_id": d[4].id, "category_id": categories[3]},
                {"department_id": d[5].id},
                {"category_id": categories[7]},
                {"project_id": p[9].id, "department_id": d[6].id},
            ],
            "keeper of an estate": [{"project_id": p[0].id}],
            "keeper of three estates": [{"project_id": p[n].id} for n in (1, 2, 3)],
        }
        keepers = {}
        for number, (kind, duties) in enumerate(kinds.items()):
            user = self.person(f"b_keep{number}", ["base.group_user"], d[10])
            self.clear(user, "confidential", executive)
            self.env["property.archive.duty"].with_user(executive).create(
                [{"user_id": user.id, **duty} for duty in duties]
            )
            keepers[kind] = user
        return keepers

    def fill(self, columns=None):
        """Records by SQL: 12 departments, 40 estates, five levels, three scopes, real names.

        :param dict columns: SQL of further columns of the record, ``i`` being its number
        """
        columns = columns or {}
        started = time.perf_counter()
        self.cr.execute("SET maintenance_work_mem = '512MB'")  # for the indexes, made at the end
        departments = self.env["hr.department"].create([{"name": f"部门{n}"} for n in range(12)])
        projects = self.env["property.archive.project"].create(
            [{"name": f"小区{n}", "code": f"E{n:02}"} for n in range(40)]
        )
        executive = self.person(
            "b_exec", ["property_archive.group_property_archive_executive"], departments[0]
        )
        clerk = self.person(
            "b_clerk", ["property_archive.group_property_archive_user"], departments[1]
        )
        archivist = self.person(
            "b_arch", ["property_archive.group_property_archive_archivist"], departments[2]
        )
        head = self.person(
            "b_head", ["property_archive.group_property_archive_manager"], departments[2]
        )
        self.found(executive, head)
        self.clear(clerk, "secret", executive)
        self.clear(archivist, "top_secret", executive)
        departments[1].manager_id = clerk.employee_id
        levels = self.env["property.archive.level"].search([]).ids
        company = self.env.company.id
        profiles = self.env["property.archive.access"]._profile_ids(
            {
                (company, level, scope, department)
                for level in levels
                for scope in ("company", "department", "personal")
                for department in departments.ids
            }
        )
        self.env.flush_all()
        self.cr.execute(
            "CREATE TEMP TABLE bench_profile"
            " (n serial, id int, level int, scope text, department int)"
        )
        # half of a company's papers are for all of it, and most are of a low level
        weights = dict(zip(levels, (2, 8, 5, 3, 2), strict=True))
        weighted = [
            (pid, level, scope, department or departments.ids[copy % 12])
            for (_company, level, scope, department), pid in profiles.items()
            for copy in range(
                weights[level] * {"company": 108, "department": 7, "personal": 3}[scope]
            )
        ]
        self.cr.execute_values(
            "INSERT INTO bench_profile (id, level, scope, department) VALUES %s", weighted
        )
        categories = self.env["property.archive.category"].search([]).ids
        keepers = self.duties(executive, categories, departments, projects)
        boxes = self.store()
        self.env.flush_all()
        self.cr.execute("SELECT count(*) FROM bench_profile")
        count = self.cr.fetchone()[0]
        indexes = self.drop_indexes("property_archive_record")
        self.cr.execute(
            """
            INSERT INTO property_archive_record
                (name, reference, category_id, level_id, scope, department_id, access_id,
                 company_id, state, availability, medium, date_filed, date_document, submitter_id,
                 quantity, project_id,
                 page_count, completeness, responsible_id, location_id, create_uid, write_uid,
                 create_date, write_date"""
            + "".join(f", {name}" for name in columns)
            + """)
            SELECT substr(%(family)s, 1 + (hashint4(i) & 65535) %% 16, 1)
                   || substr(%(given)s, 1 + (hashint4(i + 1000000) & 65535) %% 30, 1)
                   || CASE WHEN i %% 3 = 0 THEN ''
                           ELSE substr(%(middle)s, 1 + (hashint4(i + 2000000) & 65535) %% 12, 1)
                      END
                   || ' ' || (1 + i %% 20) || '-' || (1 + i %% 3) || '-' || (101 + i %% 3000)
                   || ' 业主档案',
                   'B-' || i, (%(categories)s::int[])[1 + i %% %(ncat)s], p.level, p.scope,
                   p.department, p.id,
                   %(company)s, 'filed', 'in', 'paper', date '2016-01-01' + (i %% 3650),
                   date '2016-01-01' + (i %% 3650), %(uid)s, 1,
                   (%(projects)s::int[])[1 + (hashint4(i + 3000000) & 65535) %% 44], 10, 100,
                   CASE WHEN i %% 500 = 0 THEN %(employee)s END,
                   (%(boxes)s::int[])[1 + i / 1000 %% %(nbox)s], 1, 1,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'"""
            + "".join(f", {sql}" for sql in columns.values())
            + """
              FROM generate_series(1, %(rows)s) i
              JOIN bench_profile p ON p.n = 1 + (hashint4(i) & 2147483647) %% %(count)s
          ORDER BY i
            """,
            {
                "family": "张王李赵陈刘杨黄周吴徐孙马朱胡郭",
                "given": "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰鹏飞鑫波",
                "middle": "华英国建文志晓海玲红婷宇",
                # one of them is large, as the files of owners are
                "categories": (spread := [*categories, *[categories[3]] * 14]),
                "ncat": len(spread),
                "projects": projects.ids,
                "boxes": boxes,
                "nbox": len(boxes),
                "company": company,
                "uid": executive.id,
                "employee": clerk.employee_id.id,
                "rows": self.rows,
                "count": count,
            },
        )
        self.cr.execute(
            "INSERT INTO property_archive_grant (record_id, user_id, company_id, content,"
            " date_from, date_to, revoked, reason, create_date)"
            " SELECT id, %s, %s, TRUE, now() AT TIME ZONE 'UTC' - interval '1 hour',"
            " now() AT TIME ZONE 'UTC' + interval '1 day', FALSE, 'bench',"
            " now() AT TIME ZONE 'UTC' FROM property_archive_record"
            " WHERE id %% 20000 = 0",
            (clerk.id, company),
        )
        for definition in indexes:
            self.cr.execute(definition)
        self.settle("property_archive_record")
        print(
            f"{self.rows:,} records in {time.perf_counter() - started:.0f} s,"
            f" {len(profiles)} profiles"
        )
        return {"clerk": clerk, "archivist": archivist, **keepers}, categories

    def drop_indexes(self, table):
        """Drop the indexes and foreign keys of a table that is about to be filled.

        :return: how to make them again: faster at once than row by row
        :rtype: list(str)
        """
        self.cr.execute(
            "SELECT format('DROP INDEX %%I', indexname), indexdef"
            " FROM pg_indexes WHERE tablename = %(table)s AND indexname <> %(table)s || '_pkey'"
            " UNION ALL SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', %(table)s, conname),"
            " format('ALTER TABLE %%I ADD CONSTRAINT %%I ', %(table)s, conname)"
            " || pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f' AND conrelid = %(table)s::regclass",
            {"table": table},
        )
        dropped = self.cr.fetchall()
        for drop, _make in dropped:
            self.cr.execute(drop)
        return [make for _drop, make in dropped]

    def settle(self, *tables):
        """Commit, and what autovacuum does in a database that is in use."""
        self.cr.commit()
        self.cr._cnx.autocommit = True
        for table in tables:
            for _turn in range(30):
                self.cr.execute(f'VACUUM "{table}"')
                self.cr.execute(
                    "SELECT relallvisible >= relpages * 0.99 FROM pg_class"
                    " WHERE oid = %s::regclass",
                    (table,),
                )
                if self.cr.fetchone()[0]:
                    break
                time.sleep(1)  # an autovacuum of another table held it back
        self.cr.execute("ANALYZE")
        self.cr._cnx.autocommit = False

    def spent(self):
        """Seconds of processor time of this process and of its database server.

        Unlike time on the clock they hardly depend on what else the machine does.
        """
        with open(f"/proc/{self.cr._cnx.info.backend_pid}/schedstat") as file:
            return time.process_time() + int(file.read().split()[0]) / 1e9

    def turn(self, call, user, ruled):
        """Seconds and queries of a call, as in a request of its own."""
        self.cr.commit()
        self.env.invalidate_all()
        records = self.env["property.archive.record"].with_user(user)
        _known = records.env.user.lang, records.env.company.name
        unruled = contextlib.nullcontext() if ruled else patch.multiple(type(records), **UNRULED)
        with unruled:
            before, started = self.cr.sql_log_count, self.spent()
            call(records)
            return self.spent() - started, self.cr.sql_log_count - before

    def measure(self, label, call, user, limit=None):
        """The least processor time of a call by a user with and without the access statement.

        The two take turns, and the first, which fills caches, does not count.

        :param float limit: the multiple it may be, which is said beside it
        :return: seconds with the statement, and as a multiple of those without
        :rtype: tuple(float, float)
        """
        taken, queries = {True: [], False: []}, {}
        for run in range(1 + RUNS):
            if run > LONG_RUNS and min(taken[False]) > LONG:
                break
            for ruled, times in taken.items():
                seconds, queries[ruled] = self.turn(call, user, ruled)
                times.append(seconds)
        ruled, free = (min(taken[kind][1:]) for kind in (True, False))
        verdict = "" if limit is None else "  PASS" if ruled / free <= limit else f"  OVER {limit}x"
        print(
            f"{label:<34} {free * 1000:>9.1f} ms {queries[False]:>3} q"
            f" {ruled * 1000:>9.1f} ms {queries[True]:>3} q  {ruled / free:>5.2f}x{verdict}",
            flush=True,
        )
        return ruled, ruled / free

    def compare(self, people, calls, limit, limits=None):
        """Measure each call for each user, and end with an error when one is over its limit.

        :param dict people: users by what they are
        :param dict calls: functions of the records by label
        :param float limit: the multiple of the same call without the statement
        :param dict limits: other limits by label, None for none
        """
        # what other processes of the server would spend, nobody would see
        self.cr.execute("SET max_parallel_workers_per_gather = 0")
        slow, all_taken = [], []
        for name, user in people.items():
            seen = self.env["property.archive.record"].with_user(user).search_count([])
            print(
                f"\n{name}: sees {seen:,} of {self.rows:,}; processor time, load"
                f" {os.getloadavg()[0]:.1f}\n{'':<34} {'without rules':>16} {'with rules':>16}"
            )
            for label, call in calls.items():
                most = (limits or {}).get(label, limit)
                seconds, ratio = self.measure(label, call, user, most)
                all_taken.append((seconds, label, call, user))
                if most and ratio > most:
                    slow.append(f"{name}: {label} {ratio:.2f}x")
        _seconds, label, call, user = max(all_taken, key=lambda taken: taken[0])
        print(f"\nplan of the longest, {label}:")
        self.explain(call, user)
        if slow:
            raise SystemExit("over the target: " + "; ".join(slow))
        return all_taken

    def explain(self, call, user):
        """EXPLAIN the longest query of a call."""
        seen = []
        cursor_class = type(self.cr)
        original = cursor_class.execute

        def spy(self, query, params=None, log_exceptions=True):
            started = time.perf_counter()
            result = original(self, query, params, log_exceptions)
            seen.append((time.perf_counter() - started, query, params))
            return result

        cursor_class.execute = spy
        try:
            call(self.env["property.archive.record"].with_user(user))
        finally:
            cursor_class.execute = original
        _seconds, query, params = max(seen, key=lambda item: item[0])
        code = getattr(query, "code", query)
        self.cr.execute("EXPLAIN ANALYZE " + code, getattr(query, "params", params))
        for (line,) in self.cr.fetchall():
            print("   ", line[:180])
