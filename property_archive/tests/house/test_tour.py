from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ArchiveCase):
    """Filing in the browser, from the clerk's new record to the archivist's signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.papers.piece_ids = [(0, 0, {"name": "Visit form"})]
        for user in (cls.clerk, cls.archivist):
            user.password = user.login

    def test_filing(self):
        self.start_tour(
            "/odoo/archive-records/new", "property_archive_clerk_files", login=self.clerk.login
        )
        record = self.env["property.archive.record"].search([("name", "=", "回访记录")])
        self.assertEqual(record.state, "submitted")
        self.start_tour(
            "/odoo/archive-handovers",
            "property_archive_archivist_receives",
            login=self.archivist.login,
        )
        self.assertRecordValues(record, [{"state": "filed", "location_id": self.rack.id}])
        self.assertEqual(
            record.handover_line_ids.handover_id.signature_ids.user_id,
            self.clerk | self.archivist,
        )

    def test_change_of_owner(self):
        for user in (self.clerk, self.archivist):
            today = fields.Date.today()
            self._clear(user, date_start=today, date_end=today + timedelta(days=30))
        self.unit.owner_id = self.owner
        buyer = self.env["res.partner"].create({"name": "王芳买家"})
        old = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.start_tour(
            f"/odoo/archive-units/{self.unit.id}",
            "property_archive_change_of_owner",
            login=self.archivist.login,
        )
        self._forget()
        self.assertEqual(old.sudo().close_reason, "ownership_ended")
        self.assertEqual(self.unit.owner_id, buyer)
        new = self.env["property.archive.record"].search([("partner_id", "=", buyer.id)])
        self.assertRecordValues(new, [{"state": "draft", "unit_id": self.unit.id}])
