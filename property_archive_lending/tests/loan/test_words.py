from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWords(LendingCase):
    """Asked for by its code: found, decided on what it is, asked once (002 五, 003-7 四)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.archivist2):
            cls._clear(user)
        Category = cls.env["property.archive.category"]
        cls.staff = Category.create(
            {
                "name": "Staff files",
                "code": "T-ST",
                "level_id": cls.internal.id,
                "scope": "department",
                "keeping_department_id": cls.service.id,
            }
        )
        cls.staff_2 = Category.create(
            {
                "name": "Entry",
                "code": "T-ST-2",
                "parent_id": cls.staff.id,
                "level_id": cls.internal.id,
                "scope": "department",
            }
        )
        cls.rule, cls.strict = cls.env["property.archive.loan.policy"].create(
            [
                {
                    "category_id": cls.staff.id,
                    "requester": "employee",
                    "kind": "consult",
                    "step_ids": [(0, 0, {"role": "executive"})],
                },
                {
                    "category_id": cls.staff.id,
                    "level_id": cls.confidential.id,
                    "requester": "employee",
                    "kind": "consult",
                    "step_ids": [
                        (0, 0, {"sequence": 1, "role": "department_head"}),
                        (0, 0, {"sequence": 2, "role": "general_manager"}),
                    ],
                },
            ]
        )

    def _by_code(self, code, user=None):
        return self._ask(user, kind="consult", lines=[{"requested_code": code}])

    def test_code_belongs_to_the_category_whose_pattern_makes_it(self):
        # T-ST-2 is no prefix of a code of T-ST in 2024, and RS-2 none of RS-2026-0001
        categories = self.staff | self.staff_2
        for code, category in (
            ("T-ST-2024-0001", self.staff),
            ("t-st-2-2024-0001", self.staff_2),
            ("T-ST-2-2024-0001", self.staff_2),
            ("T-ST-2/old", self.staff_2),
            ("T-STAFF-1", self.env["property.archive.category"]),
        ):
            line = self.env["property.archive.loan.line"].new({"requested_code": code})
            self.assertEqual(line._category_of_code(categories), category, code)

    def test_personnel_file_is_asked_for_by_its_code(self):
        personnel = self.env.ref("property_archive.category_personnel")
        codes = personnel | self.env.ref("property_archive.category_personnel_2")
        line = self.env["property.archive.loan.line"].new({"requested_code": "RS-2026-0001"})
        self.assertEqual(line._category_of_code(codes), personnel)

    def test_found_by_its_code_it_goes_out(self):
        record = self._file(category=self.staff).sudo()
        line = self._by_code(record.reference)
        self._approve(line, self.executive)
        line.with_user(self.archivist).action_resolve(record.id)
        self.assertEqual(line.state, "approved")

    def test_decided_on_what_the_record_is_and_asked_once(self):
        record = self._file(category=self.staff, level_id=self.confidential.id).sudo()
        line = self._by_code(record.reference)
        self.assertEqual(
            line.sudo().approval_ids.mapped("role"), ["department_head", "general_manager"]
        )
        self._approve(line, self.engineering_head)
        self._approve(line, self.manager_of_all)
        line.with_user(self.archivist).action_resolve(record.id)
        self.assertEqual((line.state, line.policy_id), ("approved", self.strict))

    def test_whoever_asks_learns_nothing_from_the_rule(self):
        record = self._file(category=self.staff, level_id=self.confidential.id).sudo()
        there = self._by_code(record.reference)
        missing = self._by_code("T-ST-2024-0777")
        names = ["state", "policy_id", "policy_reason", "policy_roles", "approval_status"]
        names += ["approval_ids", "activity_ids", "term_text", "place", "activity_user_id"]
        self._forget()
        seen, other = (there | missing).read(names)
        for name in names:
            self.assertEqual(seen[name], other[name], name)
        steps = self.env["property.archive.approval"].with_user(self.engineer)
        self.assertFalse(steps.search([("res_id", "in", (there | missing).ids)]))
        activities = self.env["mail.activity"].with_user(self.engineer)
        self.assertFalse(
            activities.search(
                [("res_model", "=", there._name), ("res_id", "in", (there | missing).ids)]
            )
        )
        self._forget()
        # who decides has it among what waits for them
        mine = there.with_user(self.engineering_head)
        self.assertTrue(mine.can_approve)
        self.assertEqual(mine.approval_ids.mapped("role")[:1], ["department_head"])

    def test_same_answer_where_the_rule_of_the_record_says_no(self):
        self.strict.allowed = False
        record = self._file(category=self.staff, level_id=self.confidential.id).sudo()
        lines = self._by_code(record.reference) | self._by_code("T-ST-2024-0777")
        self.assertEqual(
            [line.sudo().approval_ids.mapped("role") for line in lines], [["executive"]] * 2
        )

    def test_whoever_decided_on_the_words_decides_on_the_record_too(self):
        """000 1.2.1: once the GM had agreed as executive, a stricter rule asked the GM again."""
        self.company.archive_executive_id = self.manager_of_all
        record = self._file(category=self.staff, level_id=self.confidential.id).sudo()
        line = self._ask(
            kind="consult",
            lines=[{"category_id": self.staff.id, "requested_subject": "the entry papers"}],
        )
        self._approve(line, self.manager_of_all)
        line.with_user(self.archivist).action_resolve(record.id)
        self._approve(line, self.engineering_head)
        self._approve(line, self.manager_of_all)
        self.assertEqual(line.state, "approved")

    def test_another_code_is_not_what_was_asked_for(self):
        record = self._file(category=self.staff).sudo()
        line = self._by_code("T-ST-2024-0777")
        self._approve(line, self.executive)
        with self.assertRaisesRegex(UserError, "not what was asked for"):
            line.with_user(self.archivist).action_resolve(record.id)

    def test_many_words_are_looked_up_in_as_many_queries_as_one(self):
        records = [self._file(category=self.staff).sudo() for _number in range(6)]
        of_unit = self._file(category=self.staff_2, unit_id=self.unit.id).sudo()
        words = [{"requested_code": f" {record.reference.lower()}"} for record in records[:3]]
        words += [{"requested_code": record.reference} for record in records[3:]]
        words += [
            {"category_id": category.id, "unit_id": self.unit.id}
            for category in (self.staff, self.staff_2)
        ]
        words += [{"requested_code": "T-ST-2024-0777"}]
        asked = [
            self._ask(kind="consult", lines=lines, submit=False)
            for lines in (words[2:4] + words[-2:], words)
        ]
        # as a new request reads them: together
        few, many = (lines.browse(lines.ids) for lines in asked)
        queries = [self._queries(lines._get_records_of_words) for lines in (few, many)]
        self.assertEqual(*queries)
        none = of_unit.browse()
        self.assertEqual(
            list(many._get_records_of_words().values()), [*records, of_unit, of_unit, none]
        )
        # where a second one is, the words mean neither
        self._file(category=self.staff, unit_id=self.unit.id)
        meant = many[-3:]._get_records_of_words().values()
        self.assertEqual(list(meant), [none, of_unit, none])
