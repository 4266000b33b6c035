import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
class TestTakeover(ArchiveCase):
    """The papers of an estate change hands complete (物业管理条例 第二十九条)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.developer, cls.committee = cls.env["res.partner"].create(
            [{"name": "建设单位"}, {"name": "业主委员会"}]
        )
        cls.garden = cls.env["property.archive.project"].create(
            {
                "name": "阳光花园",
                "developer_id": cls.developer.id,
                "committee_id": cls.committee.id,
            }
        )
        cls.takeover = (
            cls.env["property.archive.takeover"]
            .with_user(cls.archivist)
            .create({"project_id": cls.garden.id})
        )

    def _count(self, *missing):
        """All papers came, but for those that are named."""
        for line in self.takeover.line_ids:
            if line.name in missing:
                line.owed_by = "建设单位 王工"
            else:
                line.quantity_original = 1

    def _sign(self, times=3):
        for _time in range(times):
            self.takeover.action_sign(SIGNATURE)

    def _required(self):
        return self.takeover.line_ids.filtered("required")

    def test_the_form_fills_itself_in(self):
        estate = self.garden.copy({"name": "月光花园", "code": False})
        with Form(self.env["property.archive.takeover"].with_user(self.archivist)) as form:
            form.project_id = estate
            self.assertEqual(form.giver_id, self.developer)
            self.assertEqual(form.committee_id, self.committee)
        takeover = form.save()
        self.assertRegex(takeover.name, r"^CY/\d{4}/\d{4}$")
        self.assertEqual(
            set(takeover.line_ids.mapped("group")),
            {"property", "equipment", "owners", "finance", "staff", "other"},
        )
        self.assertEqual(takeover.missing_count, len(takeover.line_ids.filtered("required")))

    def test_what_is_missing_is_owed_by_somebody(self):
        with self.assertRaisesRegex(UserError, "who owes it"):
            self.takeover.action_ready()
        self._required().write({"owed_by": "建设单位"})
        self.takeover.action_ready()
        self.assertEqual(self.takeover.state, "to_sign")

    def test_somebody_hands_over(self):
        self._count()
        self.takeover.giver_id = False
        with self.assertRaisesRegex(UserError, "who hands the estate over"):
            self.takeover.action_ready()

    def test_three_sign_in_order_and_the_estate_is_taken_over(self):
        self._count()
        self.takeover.action_ready()
        self._sign()
        self.assertEqual(
            [(s.role, s.signer_name) for s in self.takeover.sudo().signature_ids.sorted("id")],
            [
                ("giver", "建设单位"),
                ("supervisor", "业主委员会"),
                ("receiver", self.archivist.name),
            ],
        )
        self.assertEqual(self.takeover.state, "done")
        self.assertEqual(self.garden.date_from, self.takeover.date)
        with self.assertRaises(UserError):
            self.takeover.action_sign(SIGNATURE)

    def test_the_dialog_names_who_signs(self):
        self._count()
        self.takeover.action_ready()
        names = []
        for _time in range(3):
            action = self.takeover.action_open_sign()
            wizard = self.env[action["res_model"]].with_user(self.archivist)
            with Form(wizard.with_context(**action["context"])) as form:
                names.append(form.signer)
                form.image = SIGNATURE
            form.record.action_confirm()
        self.assertEqual(names, ["建设单位", "业主委员会", self.archivist.name])
        self.assertEqual(
            names, self.takeover.sudo().signature_ids.sorted("id").mapped("signer_name")
        )

    def test_the_giver_owes_what_names_nobody_yet(self):
        first = self._required()[0]
        first.owed_by = "设计院"
        self.takeover.action_owed_by_giver()
        self.assertEqual(first.owed_by, "设计院")
        self.assertEqual(set((self._required() - first).mapped("owed_by")), {"建设单位"})
        self.takeover.action_ready()
        with self.assertRaises(UserError):
            self.takeover.action_owed_by_giver()

    def test_the_signed_list_is_printed(self):
        line = self._required()[0]
        self._count(line.name)
        self.takeover.action_ready()
        self._sign()
        report = self.env["ir.actions.report"].with_user(self.archivist)
        html = report._render_qweb_html("property_archive.report_takeover", self.takeover.ids)[0]
        html = html.decode()
        for text in [*self.takeover.line_ids.mapped("name"), "建设单位 王工", "业主委员会"]:
            self.assertIn(text, html)
        self.assertEqual(html.count("data:image/png"), 3)

    def test_two_sign_where_there_is_no_committee(self):
        self.takeover.committee_id = False
        self._count()
        self.takeover.action_ready()
        self._sign(2)
        self.assertEqual(self.takeover.state, "done")

    def test_nobody_else_signs(self):
        self._count()
        self.takeover.action_ready()
        other = self.takeover.with_user(self.archivist2)
        self.assertFalse(other.may_sign)
        with self.assertRaisesRegex(UserError, "on the screen of"):
            other.action_sign(SIGNATURE)

    def test_what_is_missing_is_chased_until_it_came(self):
        first, second = self._required()[:2]
        self._count(first.name, second.name)
        first.date_due = self.takeover.date + datetime.timedelta(days=3)
        self.takeover.action_ready()
        self._sign()
        self.assertEqual(self.takeover.state, "open")
        activity = self.takeover.activity_ids
        self.assertEqual(activity.user_id, self.archivist)
        self.assertEqual(activity.date_deadline, first.date_due)
        self.assertFalse(self.takeover.late)
        with freeze_time(first.date_due + datetime.timedelta(days=2)):
            self.takeover.invalidate_recordset(["late"])
            self.assertTrue(self.takeover.late)
        self.takeover.chaser_id = self.archivist2
        self.assertEqual(self.takeover.activity_ids.user_id, self.archivist2)
        first.later_original = 1
        self.assertEqual(self.takeover.missing_count, 1)
        with self.assertRaisesRegex(UserError, "does not become fewer"), self.env.cr.savepoint():
            first.later_original = 0
        self.takeover.write({"line_ids": [(1, second.id, {"later_copy": 1})]})
        self.assertEqual(self.takeover.state, "done")
        self.assertFalse(self.takeover.activity_ids)

    def test_what_was_signed_stays(self):
        line = self._required()[0]
        self._count(line.name)
        self.takeover.action_ready()
        for call in (
            lambda: self.takeover.write({"giver_id": self.owner.id}),
            lambda: self.takeover.line_ids[1].write({"quantity_original": 5}),
            lambda: self.takeover.line_ids[1].unlink(),
            lambda: self.takeover.line_ids.create({"takeover_id": self.takeover.id, "name": "X"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        self._sign(1)
        for call in (self.takeover.action_count_again, self.takeover.action_cancel):
            with self.assertRaisesRegex(UserError, "signed"):
                call()
        self._sign(2)
        with self.assertRaises(AccessError):
            self.takeover.line_ids[1].quantity_original = 2
        with self.assertRaises(AccessError):
            self.takeover.receiver_id = self.archivist2
        for vals in (
            {"name": "X"},
            {"required": False},
            {"quantity_due": 0},
            {"owed_by": "X"},
            {"date_due": "2030-01-01"},
        ):
            with self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            self.takeover.date_due = "2030-01-01"
        with self.assertRaises(AccessError):
            self.takeover.unlink()

    def test_numbers_are_counted(self):
        line = self._required()[0]
        line.write({"quantity_due": 3, "quantity_copy": 1})
        self.assertEqual(line.result, "part")
        line.quantity_original = 2
        self.assertEqual(line.result, "complete")
        with self.assertRaises(ValidationError):
            line.quantity_copy = -1

    def test_an_estate_is_taken_over_once_at_a_time(self):
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.takeover.create({"project_id": self.garden.id})
        self.assertIn("_running_uniq", str(caught.exception))
        self.takeover.action_cancel()
        self.takeover.create({"project_id": self.garden.id})

    def test_what_came_becomes_files_of_the_estate(self):
        line = self._required()[0]
        self._count(line.name)
        self.takeover.action_ready()
        self._sign()
        action = self.takeover.action_make_drafts()
        records = self.env["property.archive.record"].search(action["domain"])
        self.assertEqual(records.project_id, self.garden)
        self.assertEqual(set(records.mapped("state")), {"draft"})
        came = self.takeover.line_ids.filtered("record_id")
        self.assertEqual(len(records), len(came))
        self.assertNotIn(line, came)
        with self.assertRaisesRegex(UserError, "nothing is left"):
            self.takeover.action_make_drafts()
        line.later_original = 1
        self.takeover.action_make_drafts()
        self.assertEqual(line.record_id.category_id, line.category_id)

    def test_who_is_no_archivist_takes_over_nothing(self):
        for user in (self.engineer, self.clerk, self.hr_manager):
            with self.assertRaises(AccessError):
                self.takeover.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.takeover.with_user(user).action_ready()
