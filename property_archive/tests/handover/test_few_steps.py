from odoo.tests import Form, tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
class TestFewSteps(ArchiveCase):
    """What the archive knows already is filled in, and the buttons come in the order of work."""

    def _given(self, record):
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        return handover.with_user(self.archivist)

    def test_the_place_is_that_of_the_neighbours(self):
        self.assertFalse(self._given(self._draft()).line_ids.location_id)
        self._hand_over(self._draft(), location=self.rack)
        self._forget()
        handover = self._given(self._draft())
        self.assertEqual(handover.line_ids.location_id, self.rack)
        self.assertEqual(handover.pending_count, 1)
        handover.action_accept_all()
        self.assertEqual(handover.pending_count, 0)
        handover.action_sign(SIGNATURE)
        self.assertEqual(handover.state, "done")

    def test_files_of_a_unit_lie_together(self):
        self._hand_over(self._draft(unit_id=self.unit.id), location=self.cabinet)
        self._hand_over(self._draft(), location=self.rack)
        self._forget()
        of_unit = self._given(self._draft(unit_id=self.unit.id))
        self.assertEqual(of_unit.line_ids.location_id, self.cabinet)
        self.assertEqual(self._given(self._draft()).line_ids.location_id, self.rack)

    def test_no_place_is_proposed_that_is_full_or_does_not_suit(self):
        old, full = self.rack.copy({"name": "Old", "barcode": False}), self.rack
        self._hand_over(self._draft(), location=old)
        self._hand_over(self._draft(), location=full)
        self._forget()
        full.sudo().capacity = 2
        records = self._draft() | self._draft() | self._draft()
        handover = self._given(records)
        # one more fits, the others go where there is room
        self.assertEqual(handover.line_ids.mapped("location_id.id").count(full.id), 1)
        self.assertEqual(handover.line_ids[1:].location_id, old)
        old.active = False
        self.assertFalse(self._given(self._draft()).line_ids.location_id - full)

    def test_a_place_without_a_lock_is_not_for_what_is_confidential(self):
        for user in (self.clerk, self.archivist):
            self._clear(user)
        self._hand_over(self._draft(), location=self.rack)
        self._forget()
        secret = self._draft(level_id=self.secret.id)
        self.assertEqual(bool(self._given(secret).line_ids.location_id), self.rack.locked)

    def test_the_number_of_queries_is_that_of_one(self):
        self._hand_over(self._draft(), location=self.rack)
        self._forget()
        few = self._draft()
        many = self.env["property.archive.record"].concat(*(self._draft() for _n in range(12)))
        for records in (few, many):
            records.mapped("carrier")
        counts = []
        for records in (few, many):
            self.env.invalidate_all()
            counts.append(self._queries(records._propose_places))
        self.assertLessEqual(counts[1], counts[0])

    def test_what_is_missing_is_said_before_the_first_signature(self):
        category = self.papers.copy({"code": "T-ASK"})
        self.env["property.archive.category.piece"].create(
            {"category_id": category.id, "name": "购房合同", "required": True}
        )
        records = self.env["property.archive.record"].with_user(self.clerk)
        record = records.create({"name": "3-2-1501", "category_id": category.id})
        record.write({"enclosure_ids": [(0, 0, {"name": "Page", "present": True})]})
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover = handover.with_user(self.clerk)
        self.assertIn("购房合同", handover.incomplete)
        handover.line_ids.missing_note = "the developer brings it in June"
        self.assertFalse(handover.incomplete)

    def _dialog(self, document, user):
        action = document.with_user(user).action_open_sign()
        return Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))

    def test_who_signed_before_has_the_signature_there(self):
        first = self.env["property.archive.handover"].browse(
            self._draft().action_submit()["res_id"]
        )
        self.assertFalse(self._dialog(first, self.clerk).image)
        first.with_user(self.clerk).action_sign(SIGNATURE)
        second = self.env["property.archive.handover"].browse(
            self._draft().action_submit()["res_id"]
        )
        dialog = self._dialog(second, self.clerk)
        self.assertTrue(dialog.image)
        dialog.save().action_confirm()
        self.assertEqual(second.state, "given")
        # of nobody else, and for nobody else
        self.assertFalse(self._dialog(second, self.archivist).image)
        custody = self.papers.copy({"code": "T-CUS", "custody": True, "subject_kind": "partner"})
        record = self._draft(category=custody, partner_id=self.owner.id)
        kept = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        self.assertFalse(self._dialog(kept, self.clerk).image)
