from odoo.tests import HttpCase, tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, RetentionCase):
    """A destruction and a hold in the browser, each step as the person it belongs to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_destruction_wait = 0
        for user in (
            cls.archivist,
            cls.archivist2,
            cls.auditor,
            cls.head,
            cls.service_head,
            cls.executive,
        ):
            user.password = user.login

    def _tour(self, path, name, user):
        self.start_tour(f"/odoo/{path}", f"property_archive_retention_{name}", login=user.login)
        self._forget()

    def test_destruction(self):
        record = self._filed(medium="electronic", content=b"MARKER-tour")
        self._tour("archive-destructions", "propose", self.archivist)
        batch = record.destruction_id
        self.assertEqual(batch.requester_id, self.archivist)
        path = f"archive-destructions/{batch.id}"
        # nobody appraises alone what they propose
        self._tour(path, "appraise", self.archivist2)
        self._tour(path, "submit", self.archivist)
        for user in (self.service_head, self.executive):
            self._tour("archive-destructions-to-approve", "approve", user)
        self.assertEqual(batch.state, "approved")
        self._tour(path, "sign", self.auditor)
        self._tour(path, "execute", self.archivist2)
        # marked; the content goes once the request is committed
        self.assertEqual((batch.state, record.state), ("executing", "purging"))

    def test_hold(self):
        record = self._filed()
        self._tour("archive-due", "hold", self.archivist)
        hold = record.sudo().hold_line_ids.hold_id
        self.assertEqual((hold.state, hold.owner_id), ("active", self.archivist))
        self._tour(f"archive-holds/{hold.id}", "ask_to_lift", self.archivist)
        self.assertEqual((hold.lift_reason, record.hold_count), ("Settled", 1))
        self._tour(f"archive-holds/{hold.id}", "lift", self.head)
        self.assertEqual((hold.lifted_by_id, record.hold_count), (self.head, 0))
