from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import config

from ...models.intake import register_import_confirm
from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisterJob(ArchiveCase):
    """A large register is made by a job, with a bar: all of it or nothing (G4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist)
        cls.Import = cls.env["property.archive.import"].with_user(cls.archivist)
        cls.Record = cls.env["property.archive.record"].with_user(cls.archivist)
        cls.Run = cls.env["property.archive.import.run"].with_user(cls.archivist)

    def setUp(self):
        super().setUp()
        self.patch(register_import_confirm, "_WHILE_WAITING", 1)

    def _stage(self, *rooms, **values):
        header = ["name", "category_code", "building", "room", "partner_name", "date_filed"]
        rows = [
            [f"业主档案 {room}", "T-OWN", "T9", room, f"业主{room}", "2016-05-12"] for room in rooms
        ]
        rows = [[*row, *values.values()] for row in rows]
        result = self.Import.load([*header, *values], rows)
        self.assertEqual(result["messages"], [])
        return self.Import.browse(result["ids"])

    def _begin(self, *rooms, **values):
        lines = self._stage(*rooms, **values)
        action = self.Import.action_confirm()
        self.assertEqual(action["res_model"], "property.archive.import.run")
        return lines, self.Run.browse(action["res_id"])

    def _work(self):
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_import").method_direct_trigger()
        self._forget()

    def _told(self, run):
        return self.env["property.archive.import.progress"].search([("run", "=", run.id)])

    def test_nothing_is_there_until_all_is(self):
        lines, run = self._begin("101", "102", "103")
        self.assertEqual(run.state, "waiting")
        self.assertFalse(self.Record.search([("import_run_id", "=", run.id)]))
        self._work()
        self.assertEqual((run.state, run.record_count, run.progress), ("done", 3, 100))
        self.assertFalse(lines.exists())
        records = self.Record.search(run.action_open_records()["domain"])
        self.assertEqual(records.mapped("state"), ["filed"] * 3)
        # as the user who confirmed, not as the job
        self.assertEqual(run.user_id, self.archivist)
        self.assertEqual(records.create_uid, self.archivist)

    def test_how_far_it_is_is_told(self):
        _lines, run = self._begin("101", "102", "103")
        told = self._told(run)
        self.assertEqual((told.total, told.made, run.progress), (3, 0, 0))
        self._work()
        self.assertEqual((told.made, told.attempts), (3, 1))
        self.env["property.archive.import.progress"]._gc_over()
        self.assertFalse(told.exists())

    def test_a_second_click_confirms_nothing(self):
        lines, run = self._begin("101", "102")
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            self.Import.action_confirm()
        self._work()
        self._work()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.Record.search_count([("import_run_id", "=", run.id)]), 2)
        self.assertFalse(lines.exists())

    def test_lines_that_are_being_imported_stay_as_they_are(self):
        lines, run = self._begin("101", "102")
        for change in (
            lambda: lines[0].write({"name": "x"}),
            lines.unlink,
            lines.action_accept,
        ):
            lines.sudo().flush_recordset()
            if change == lines.action_accept:
                change()  # nothing is asked of them
                continue
            with self.assertRaisesRegex(UserError, "is being imported"):
                change()
        self.Import.action_discard()
        self.assertTrue(lines.exists())
        with self.assertRaises(AccessError):
            self.Import.create({"name": "x"}).write({"run_id": run.id})
        self.assertFalse(self.Import.create({"name": "x", "run_id": run.id}).run_id)

    def test_it_is_cancelled_before_it_begins(self):
        lines, run = self._begin("101", "102")
        with self.assertRaisesRegex(UserError, "who began it"):
            run.with_user(self.archivist2).action_cancel()
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self._work()
        self.assertFalse(self.Record.search([("import_run_id", "=", run.id)]))
        self.assertFalse(lines.run_id)
        lines[0].name = "put right"
        with self.assertRaises(UserError):
            run.action_cancel()

    def test_it_is_cancelled_in_the_middle(self):
        _lines, run = self._begin("101", "102", "103")
        self._told(run).cancelled = True
        self.env.flush_all()
        self._work()
        self.assertFalse(self.Record.search([("import_run_id", "=", run.id)]))
        self.assertNotEqual(run.state, "done")

    def test_what_became_wrong_meanwhile_stops_all_of_it(self):
        lines, run = self._begin("101", "102")
        taken = self._stage("201", reference="T-OWN-2016-0002")
        lines.sudo()._put_into(run.browse())
        lines[1].reference = "T-OWN-2016-0002"
        lines.sudo()._put_into(run)
        taken._confirm()
        self._work()
        self.assertEqual(run.state, "failed")
        self.assertIn("T-OWN-2016-0002", run.problem)
        self.assertEqual(run.record_count, 0)
        self.assertFalse(self.Record.search([("import_run_id", "=", run.id)]))
        self.assertFalse(lines.run_id)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.archivist.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("T-OWN-2016-0002", told.body)

    def test_a_job_that_the_server_ends_begins_anew_and_not_for_ever(self):
        lines, run = self._begin("101", "102")
        self._told(run).attempts = 2
        self.env.flush_all()
        self._work()
        self.assertEqual(run.state, "done")
        lines, run = self._begin("103", "104")
        self._told(run).attempts = 3
        self.env.flush_all()
        self._work()
        self.assertEqual(run.state, "failed")
        self.assertIn("in parts", run.problem)
        self.assertFalse(lines.run_id)

    def test_who_is_no_archivist_any_more_imports_nothing(self):
        _lines, run = self._begin("101", "102")
        self.archivist.sudo().group_ids -= self.env.ref(
            "property_archive.group_property_archive_archivist"
        )
        self._work()
        self.assertEqual(run.sudo().state, "failed")

    def test_more_than_a_job_can_make_is_said_before(self):
        self.patch(config, "options", config.options.new_child({"limit_time_real_cron": 0.004}))
        self._stage("101", "102")
        with self.assertRaisesRegex(UserError, "in parts"):
            self.Import.action_confirm()

    def test_a_whole_checklist_is_copied_as_it_would_be_made(self):
        self._stage("101", "102", "103", pieces_present="1")
        records = self.Import._get_staged()._confirm()
        pieces = [
            [
                (p.name, p.piece_id, p.required, p.present, p.sequence, p.company_id)
                for p in record.sudo().enclosure_ids
            ]
            for record in records
        ]
        self.assertEqual(len(pieces[0]), 3)
        self.assertEqual(pieces[0], pieces[1])
        self.assertEqual(pieces[0], pieces[2])
        self.assertEqual(records.mapped("completeness"), records[:1].mapped("completeness") * 3)
        self.assertEqual(len(set(records.mapped("missing_pieces"))), 1)
        self.assertEqual(records[2].sudo().enclosure_ids[0].create_uid, self.archivist)
