from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestCheckTour(HttpCase, ArchiveCase):
    """Counting and moving in the browser, with a scanner that types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist.password = cls.archivist.login

    def setUp(self):
        super().setUp()
        with freeze_time("2024-06-03 04:00:00"):
            self.here, self.wrong, self.gone = self._file(), self._file(), self._file()
        self.assertEqual(self.wrong.reference, "T-SRV-2024-0002")

    def test_stock_check(self):
        check = (
            self.env["property.archive.check"]
            .with_user(self.archivist)
            .create({"scope": "place", "location_id": self.cabinet.id})
        )
        self.start_tour(
            f"/odoo/archive-checks/{check.id}",
            "property_archive_archivist_counts",
            login=self.archivist.login,
        )
        self._forget()
        self.assertEqual(check.state, "done")
        results = {line.display_name: line.result for line in check.line_ids}
        self.assertEqual(
            results,
            {
                self.here.display_name: "found",
                self.wrong.display_name: "misplaced",
                self.gone.display_name: "missing",
                "STRANGER": "unknown",
            },
        )
        self.assertEqual(self.gone.availability, "missing")
        self.assertEqual(self.wrong.current_location_id, self.rack)

    def test_move_by_scanning(self):
        action = self.env.ref("property_archive.property_archive_move_wizard_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "property_archive_archivist_moves",
            login=self.archivist.login,
        )
        self._forget()
        self.assertEqual(self.here.location_id, self.rack)
