from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAttacks(RetentionCase):
    """What a hostile colleague tries over RPC around holds and destructions."""

    def test_nobody_destroys_alone(self):
        # E4: those who were named are part of what was approved, and never left out
        self.company.archive_destruction_wait = 0
        batch = self._approved()
        for vals in (
            {"supervisor_ids": [(5,)]},
            {"supervisor_ids": [(6, 0, self.outsider.ids)]},
            {"executor_id": False},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                batch.write(vals)
            # whatever way round the buttons there may be
            with self.subTest(vals), self.assertRaises(ValidationError):
                batch.sudo()._write_protected(vals)
        batch.with_user(self.archivist2).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "have to sign"):
            batch.with_user(self.archivist2).action_execute()

    def test_a_draft_may_lack_people(self):
        batch = self._batch()
        batch.write({"supervisor_ids": [(5,)], "executor_id": False})
        self.assertFalse(batch.supervisor_ids)

    def test_a_supervisor_does_not_vanish(self):
        # a contact that is deleted would leave one signature less to give
        self._approved()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.outsider.unlink()
        self.assertTrue(self.outsider.exists())

    def test_no_record_is_learnt_by_a_hold_or_an_exception(self):
        secret = self._filed(level_id=self.secret.id)
        self._forget()
        hold = {"reason": "Curious", "date_review": "2030-01-01"}
        for model, values in (
            ("property.archive.hold", {**hold, "seed_ids": [(6, 0, secret.ids)]}),
            ("property.archive.hold", {**hold, "seed_ids": [(4, secret.id)]}),
            (
                "property.archive.retention.exception",
                {"record_id": secret.id, "opinion": "permanent", "reason": "Curious"},
            ),
        ):
            documents = self.env[model].with_user(self.archivist)
            with self.subTest(values), self.assertRaisesRegex(AccessError, "no such document"):
                documents.create(values)
            with self.subTest(values), self.assertRaisesRegex(AccessError, "no such document"):
                documents.onchange(values, list(values), {"display_name": {}})

    def test_a_receiver_submits_no_transfer(self):
        transfer = (
            self.env["property.archive.transfer"]
            .with_user(self.archivist)
            .create({"receiver_id": self.auditor.partner_id.id})
        )
        with self.assertRaises(AccessError):
            transfer.with_user(self.auditor).action_submit()

    def test_a_line_of_a_destruction_tells_nothing_of_other_records(self):
        line = self._batch().line_ids
        secret = self._filed(level_id=self.secret.id)
        self._forget()
        spec = {"level_id": {"fields": {"display_name": {}}}, "date_retention_due": {}}
        with self.assertRaisesRegex(AccessError, "no such document"):
            line.onchange({"record_id": secret.id}, ["record_id"], spec)
