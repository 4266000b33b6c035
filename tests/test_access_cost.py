"""What the access rules cost, in small: the million is ./setup/bench access."""

from psycopg2.errors import InsufficientPrivilege

from odoo.fields import Date
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.property_archive.models.access.record import ReadableParts

ROWS = 50_000
SPECIFICATION = {
    "reference": {},
    "name": {},
    "state": {},
    "category_id": {"fields": {"display_name": {}}},
    "level_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
class TestAccessCost(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="cost_clerk", groups="property_archive.group_property_archive_user"
        )
        departments = cls.env["hr.department"].create([{"name": f"D{n}"} for n in range(10)])
        cls.env["hr.employee"].create(
            {"name": "clerk", "user_id": cls.user.id, "department_id": departments[0].id}
        )
        levels = cls.env["property.archive.level"].search([], limit=10)
        cls.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": cls.user.id,
                    "company_id": cls.env.company.id,
                    "level_id": cls.env.ref("property_archive.level_secret").id,
                    "date_start": Date.subtract(Date.today(), days=1),
                    "date_end": Date.add(Date.today(), years=1),
                    "state": "granted",
                }
            ]
        )
        cls.category = cls.env["property.archive.category"].create({"name": "Cost", "code": "COST"})
        profiles = cls.env["property.archive.access"]._profile_ids(
            {
                (cls.env.company.id, level, scope, department)
                for level in levels.ids
                for scope in ("company", "department", "personal")
                for department in departments.ids
            }
        )
        cls.env.flush_all()
        cls._fill([(key, profile) for key, profile in profiles.items()], departments.ids)

    @classmethod
    def _fill(cls, profiles, departments):
        cr = cls.env.cr
        cr.execute(
            "CREATE TEMP TABLE cost_profile (n serial, id int, level int, scope text, d int)"
        )
        cr.execute_values(
            "INSERT INTO cost_profile (id, level, scope, d) VALUES %s",
            [
                (profile, level, scope, department or departments[number % 10])
                for number, ((_company, level, scope, department), profile) in enumerate(profiles)
            ],
        )
        cr.execute(
            """
            INSERT INTO property_archive_record
                (name, reference, category_id, level_id, scope, department_id, access_id,
                 company_id, state, availability, medium, date_filed, submitter_id, quantity,
                 page_count, completeness, create_date)
            SELECT substr('张王李赵陈', 1 + i %% 5, 1) || substr('伟芳娜敏静丽强', 1 + i %% 7, 1)
                   || ' ' || i, 'COST-' || i, %s, p.level, p.scope, p.d, p.id, %s, 'filed', 'in',
                   'paper', date '2020-01-01', 1, 1, 1, 100, now() AT TIME ZONE 'UTC'
              FROM generate_series(1, %s) i
              JOIN cost_profile p
                ON p.n = 1 + (hashint4(i) & 2147483647) %% (SELECT count(*) FROM cost_profile)
            """,
            (cls.category.id, cls.env.company.id, ROWS),
        )
        cr.execute("ANALYZE property_archive_record")

    def _records(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["property.archive.access"]._forget()
        return self.env["property.archive.record"].with_user(self.user)

    def _plan(self, records, domain, limit):
        query = records._search(domain, limit=limit, order="id desc").select()
        self.env.cr.execute(f"EXPLAIN {query.code}", query.params)
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_query_counts_do_not_grow(self):
        domain = [("category_id", "=", self.category.id)]
        counts = []
        for limit in (8, 80):
            self._records().web_search_read(domain, SPECIFICATION, limit=limit)
            records = self._records()
            before = self.env.cr.sql_log_count
            found = records.web_search_read(domain, SPECIFICATION, limit=limit, count_limit=1001)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found["records"]), limit)
            self.assertEqual(found["length"], 1001)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 12)

    def test_counts_are_exact_whatever_their_parts(self):
        archivist = new_test_user(
            self.env,
            login="cost_archivist",
            groups="property_archive.group_property_archive_archivist",
        )
        self.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": archivist.id,
                    "company_id": self.env.company.id,
                    "level_id": self.env.ref("property_archive.level_top_secret").id,
                    "date_start": Date.subtract(Date.today(), days=1),
                    "date_end": Date.add(Date.today(), years=1),
                    "state": "granted",
                }
            ]
        )
        domain = [("category_id", "=", self.category.id)]
        employee = self.user.employee_id
        self.env.cr.execute(
            "UPDATE property_archive_record SET responsible_id = %s WHERE scope = 'personal'"
            " AND id %% 50 = 0 AND category_id = %s",
            (employee.id, self.category.id),
        )
        records = self._records()
        count = records.search_count(domain)
        self.assertEqual(count, len(records.search(domain)))
        self.assertLess(count, ROWS)
        for limit in (1, count - 1, count, count + 1):
            self.assertEqual(records.search_count(domain, limit=limit), min(limit, count))
        # a key that anybody may send only ever shows less
        for part in ([0, 1], 0, "rest", True, ReadableParts(1, 2), ReadableParts(-3, 9)):
            narrowed = records.with_context(archive_readable_parts=part).search(domain)
            self.assertLessEqual(set(narrowed.ids), set(records.search(domain).ids))
        # cleared for every level: no reason is counted twice
        self.assertEqual(records.with_user(archivist).search_count(domain), ROWS)
        everybody = records.with_user(archivist).search_count([*domain, ("readable", "=", False)])
        self.assertEqual(everybody, 0)

    def _asked(self, call, su=False):
        """The queries of a call, as in a request of its own."""
        records = self._records()
        if su:
            records = records.sudo()
        call(records)  # what configuration says is known to a server
        records = self._records().sudo(su)
        asked = []
        cursor = type(self.env.cr)
        execute = cursor.execute

        def spy(cr, query, params=None, log_exceptions=True):
            asked.append((getattr(query, "code", query), getattr(query, "params", params)))
            return execute(cr, query, params, log_exceptions)

        self.patch(cursor, "execute", spy)
        call(records)
        self.patch(cursor, "execute", execute)
        return asked

    def _plan_of(self, query, params):
        self.env.cr.execute("EXPLAIN " + query, params)
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_rights_are_one_query_more(self):
        domain = [("state", "in", ["filed", "sealed"])]
        for label, call in {
            "list": lambda r: r.web_search_read(domain, SPECIFICATION, limit=80, count_limit=1001),
            "sorted": lambda r: r.web_search_read(
                domain, SPECIFICATION, limit=80, order="reference", count_limit=1001
            ),
            "panel": lambda r: r.search_panel_select_range("location_id", search_domain=domain),
        }.items():
            with self.subTest(label):
                free = self._asked(call, su=True)
                ruled = self._asked(call)
                self.assertEqual(len(ruled), len(free) + 1)
                rights = [query for query, _params in ruled if "property_archive_rights" in query]
                self.assertEqual(len(rights), 1)

    def test_an_archivist_of_a_department_asks_as_little(self):
        """Who keeps files by a duty: as many queries for any number, and no walk of all (J4)."""
        keeper = new_test_user(
            self.env,
            login="cost_keeper",
            groups="property_archive.group_property_archive_user",
        )
        department = self.env["hr.department"].search([("name", "=", "D3")], limit=1)
        duties = self.env["property.archive.duty"].with_user(self.env.ref("base.user_root"))
        duties.create({"user_id": keeper.id, "department_id": department.id})
        domain = [("state", "in", ["filed", "sealed"]), ("category_id", "=", self.category.id)]
        self.user = keeper
        counts = {}
        for limit in (8, 80):
            asked = self._asked(
                lambda r, limit=limit: r.web_search_read(
                    domain, SPECIFICATION, limit=limit, count_limit=1001
                )
            )
            counts[limit] = len(asked)
        self.assertEqual(counts[8], counts[80])
        page = next(
            self._plan_of(*query)
            for query in asked
            if "LIMIT 80" in str(query[0]) or 80 in (query[1] or ())
        )
        self.assertNotIn("Seq Scan on property_archive_record", page)
        records = self._records()
        seen = records.search([("category_id", "=", self.category.id)])
        kept = seen.filtered("kept")
        self.assertEqual(kept.department_id, department)
        self.assertLess(len(kept), ROWS / 5)
        duties.create({"user_id": keeper.id, "category_id": self.category.id})
        self.assertGreater(len(self._records().search(domain)), len(seen))

    def _keeper(self, *duties):
        """An archivist of several duties, one of each kind."""
        keeper = new_test_user(
            self.env,
            login="cost_many",
            groups="property_archive.group_property_archive_user",
        )
        model = self.env["property.archive.duty"].with_user(self.env.ref("base.user_root"))
        model.create([{"user_id": keeper.id, **duty} for duty in duties])
        return keeper

    def _four_duties(self):
        first, second, third = self.env["hr.department"].search([("name", "like", "D_")], limit=3)
        estate = self.env["property.archive.project"].create({"name": "Cost"})
        other = self.env["property.archive.category"].create({"name": "Other", "code": "COST2"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE property_archive_record SET project_id = CASE WHEN id %% 5 = 0 THEN %s END,"
            " category_id = CASE WHEN id %% 7 = 0 THEN %s ELSE category_id END"
            " WHERE category_id = %s",
            (estate.id, other.id, self.category.id),
        )
        return (
            {"department_id": first.id},
            {"category_id": other.id, "department_id": second.id},
            {"project_id": estate.id, "department_id": third.id},
            {"project_id": estate.id, "category_id": other.id},
        )

    def test_any_number_of_duties_asks_as_little_as_none(self):
        """Duties are found with the other rights, and counted with one query more at most."""
        duties = self._four_duties()
        filed = [("state", "in", ["filed", "sealed"])]
        calls = (
            lambda r: r.web_search_read(filed, SPECIFICATION, limit=80, count_limit=501),
            lambda r: r.search_count([*filed, ("category_id", "=", self.category.id)]),
            lambda r: r.formatted_read_group(filed, ["category_id"], ["__count"]),
            lambda r: r.name_search("COST-1", limit=8),
        )
        clerk = [len(self._asked(call)) for call in calls]
        self.user = self._keeper(*duties)
        self.assertEqual([len(self._asked(call)) for call in calls], clerk)

    def test_what_many_duties_keep_is_counted_once(self):
        """However it is counted, each record counts once, whatever reasons there are to see it."""
        self.user = self._keeper(*self._four_duties())
        everything = [("name", "!=", False)]
        for domain in (
            everything,
            [("category_id.code", "=", "COST2")],
            [("category_id", "=", self.category.id)],
            [("department_id.name", "in", ["D1", "D2"])],
        ):
            with self.subTest(domain):
                records = self._records()
                seen = records.search(domain)
                self.assertEqual(records.search_count(domain), len(seen))
                self.assertEqual(records.search_count(domain, limit=40), min(40, len(seen)))
                for name in ("category_id", "level_id", "department_id", "project_id"):
                    groups = records.formatted_read_group(domain, [name], ["__count"])
                    self.assertEqual(sum(group["__count"] for group in groups), len(seen))
                    for group in groups:
                        inside = seen.filtered_domain(group["__extra_domain"])
                        self.assertEqual(group["__count"], len(inside))
        hidden = self._records().search([("readable", "=", False)])
        self.assertFalse(hidden)

    def test_groups_are_in_the_order_of_their_model(self):
        """As Odoo orders groups: by what is grouped by, none at the end, pages of them alike."""
        self._four_duties()
        records = self._records().sudo()
        for name in ("category_id", "department_id", "project_id"):
            domain = [("company_id", "=", self.env.company.id)]
            values = [value for (value,) in records._read_group(domain, [name])]
            comodel = self.env[records._fields[name].comodel_name].sudo()
            listed = comodel.search([("id", "in", [value.id for value in values])])
            self.assertEqual([value for value in values if value], list(listed))
            self.assertTrue(all(values[:-1]))
            back = [value for (value,) in records._read_group(domain, [name], order=f"{name} desc")]
            self.assertEqual(back, values[::-1])
            page = records._read_group(domain, [name], offset=1, limit=2)
            self.assertEqual([value for (value,) in page], values[1:3])

    def test_what_is_kept_is_counted_from_indexes(self):
        self.user = self._keeper(*self._four_duties())
        self.env.cr.execute("ANALYZE property_archive_record")
        for call in (
            lambda r: r.search_count([("state", "in", ["filed", "sealed"])]),
            lambda r: r.formatted_read_group(
                [("state", "in", ["filed", "sealed"])], ["category_id"], ["__count"]
            ),
        ):
            counts = [query for query in self._asked(call) if "COUNT" in query[0]]
            for query in counts:
                plan = self._plan_of(*query)
                self.assertNotIn("Seq Scan on property_archive_record", plan)

    def test_plans_of_the_list(self):
        domain = [("state", "in", ["filed", "sealed"])]
        for order, index in ((None, "record_pkey"), ("reference desc", "record_reference_idx")):
            asked = self._asked(
                lambda r, order=order: r.web_search_read(
                    domain, SPECIFICATION, limit=80, order=order, count_limit=1001
                )
            )
            page, count = (
                self._plan_of(*query)
                for query in asked
                if 'FROM "property_archive_record"' in query[0]
            )
            self.assertIn(index, page)
            self.assertNotIn("Seq Scan on property_archive_record", page)
            self.assertIn("Limit", count)

    def test_few_found_are_counted_at_once(self):
        domain = [("search_text", "ilike", "COST-123")]
        asked = self._asked(lambda r: r.search_count(domain, limit=1001))
        counts = [query for query in asked if query[0].startswith("SELECT COUNT")]
        self.assertEqual(len(counts), 1)
        plan = self._plan_of(*counts[0])
        self.assertIn("record_reference_ngram_idx", plan)
        self.assertNotIn("Seq Scan on property_archive_record", plan)
        self.assertNotIn("record_access_idx", plan)

    def test_page_reads_no_more_than_it_shows(self):
        plan = self._plan(self._records(), [("state", "in", ["filed", "sealed"])], 80)
        self.assertNotIn("Seq Scan on property_archive_record", plan)

    def test_two_chinese_characters_use_an_index(self):
        records = self._records()
        plan = self._plan(records, [("name", "ilike", "张伟 7")], None)
        self.assertIn("Bitmap Index Scan", plan)
        self.assertNotIn("Seq Scan on property_archive_record", plan)
        found = records.search([("name", "ilike", "张伟"), ("category_id", "=", self.category.id)])
        self.assertTrue(found)
        self.assertEqual({name[:2] for name in found.mapped("name")}, {"张伟"})


@tagged("post_install", "-at_install")
class TestProfiles(TransactionCase):
    """What is known of profiles beyond the transaction."""

    def test_a_profile_never_changes(self):
        profile = self.env["property.archive.access"].search([], limit=1)
        if not profile:
            level = self.env["property.archive.level"].search([], limit=1)
            key = (self.env.company.id, level.id, "company", False)
            ids = self.env["property.archive.access"]._profile_ids({key})
            profile = profile.browse(ids.values())
        with (
            self.assertRaises(InsufficientPrivilege),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE property_archive_access SET scope = 'personal' WHERE id = %s", profile.ids
            )

    def test_a_new_profile_counts_at_once(self):
        user = new_test_user(
            self.env, login="new_profile", groups="property_archive.group_property_archive_user"
        )
        department = self.env["hr.department"].create({"name": "New"})
        self.env["hr.employee"].create(
            {"name": "New", "user_id": user.id, "department_id": department.id}
        )
        level = self.env.ref("property_archive.level_internal")
        access = self.env["property.archive.access"]
        before = access.with_user(user)._rights()["full"]
        key = (self.env.company.id, level.id, "department", department.id)
        profile = access._profile_ids({key})[key]
        self.assertNotIn(profile, before)
        self.assertIn(profile, access.with_user(user)._rights()["full"])
        other = self.env["hr.department"].create({"name": "Other"})
        key = (self.env.company.id, level.id, "department", other.id)
        self.assertNotIn(access._profile_ids({key})[key], access.with_user(user)._rights()["full"])
