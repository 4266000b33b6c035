from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.property_archive.tests.estate_transfer.common import EstateCase

from ..common import SIGNATURE, RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestEstate(EstateCase, RetentionCase):
    """Holds and destructions of an estate that goes, and the files that are left here."""

    def test_what_is_held_or_to_be_destroyed_is_in_the_way(self):
        held, doomed = self._of_garden(name="held"), self._of_garden(name="doomed")
        self._hold(held)
        doomed.sudo()._write_protected({"date_filed": "2010-01-01"})
        self._batch(doomed.with_user(self.archivist))
        transfer = self._listed()
        found = {line.record_id.id: line.code for line in transfer.obstacle_ids}
        self.assertEqual(found, {held.id: "hold", doomed.id: "destruction"})
        with self.assertRaisesRegex(UserError, "it is held by"):
            transfer.action_submit()
        with self.assertRaisesRegex(UserError, "it is held by"):
            self.garden.with_user(self.head).date_to = self.company._archive_today()
        # what a lawsuit needs stays, and the estate may go
        for record in (held, doomed):
            self._line(transfer, record).write({"manner": "kept", "reason": "A lawsuit."})
        transfer.action_list()
        transfer.action_submit()

    def test_a_hold_that_comes_late_stops_the_receipt(self):
        paper = self._of_garden()
        transfer = self._written()
        transfer.action_sign(SIGNATURE)
        transfer.action_sign(SIGNATURE)
        transfer.proof = self._proof_of(transfer)
        hold = self._hold(paper)
        with self.assertRaisesRegex(UserError, hold.name):
            transfer.action_sign(SIGNATURE)
        self.assertEqual(paper.sudo().state, "filed")

    def test_our_files_are_wiped_where_it_was_decided_and_the_register_stays(self):
        self.company.archive_destruction_wait = 0
        wiped, kept = self._of_garden(content=b"WIPE-9f1c"), self._of_garden(content=b"KEEP-9f1c")
        transfer = self._listed()
        with self.assertRaisesRegex(ValidationError, "goes in original"), self.env.cr.savepoint():
            self._line(transfer, kept).write(
                {"manner": "copy", "reason": "Both.", "content": "wipe"}
            )
        self._line(transfer, wiped).write({"content": "wipe"})
        with self.assertRaises(UserError):
            transfer.action_destroy_copies()
        self._done(transfer)
        archivists = transfer.with_user(self.archivist)
        self.assertTrue(archivists.copies_left)
        action = archivists.action_destroy_copies()
        batch = self.env["property.archive.destruction"].with_user(self.archivist)
        batch = batch.browse(action["res_id"])
        self.assertEqual(batch.line_ids.record_id.ids, wiped.ids)
        batch.write(self._people())
        batch.action_submit()
        batch.with_user(self.service_head).action_approve()
        batch.with_user(self.executive).action_approve()
        self._sign_all(batch)
        self._execute(batch)
        self._forget()
        gone = wiped.sudo()
        self.assertEqual((gone.state, gone.name), ("transferred", "秘密标题"))
        self.assertIn("新物业公司", gone.disposal_note)
        self.assertFalse(gone.enclosure_ids.attachment_id)
        self.assertEqual(kept.sudo().enclosure_ids.attachment_id.raw, b"KEEP-9f1c")
        self.assertFalse(archivists.copies_left)
        # no copy outlives what is certified as destroyed
        self.assertFalse(transfer.package_there)
