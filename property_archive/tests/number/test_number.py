from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestNumber(ArchiveCase):
    """Codes are unique, stay, and leave no unexplained gap (A2)."""

    SERIES = "T-SRV-2024-#"

    def _voids(self, user=None):
        return (
            self.env["property.archive.void.number"]
            .with_user(user or self.archivist)
            .search([("series", "=", self.SERIES)], order="number")
        )

    def _lose(self, count):
        """Numbers taken by a filing that ends without a trace."""
        return self.env["property.archive.record"]._take_numbers(self.company, self.SERIES, count)

    def test_lost_numbers_are_found(self):
        first = self._file()
        self._lose(2)
        second = self._file()
        self.assertEqual(second.sudo().serial, 4)
        with self.enter_registry_test_mode():
            self.env["property.archive.void.number"].with_user(self.archivist).action_look()
        self.assertEqual(self._voids().mapped("number"), [2, 3])
        self.assertEqual(set(self._voids().mapped("reason")), {"found"})
        self.assertEqual(self._voids()[0].display_name, "T-SRV-2024-2")
        numbers = {*self._voids().mapped("number"), first.sudo().serial, second.sudo().serial}
        self.assertEqual(numbers, {1, 2, 3, 4})

    def test_looking_twice_lists_a_number_once(self):
        self._file()
        self._lose(1)
        with self.enter_registry_test_mode():
            for _time in range(2):
                self.env.ref("property_archive.ir_cron_void_number").method_direct_trigger()
        self.assertEqual(self._voids().mapped("number"), [2])

    def test_a_number_whose_code_is_in_use_is_explained(self):
        other = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        other.sudo()._write_protected({"reference": "T-SRV-2024-0001"})
        self.assertEqual(self._file().sudo().reference, "T-SRV-2024-0002")
        self.assertRecordValues(self._voids(), [{"number": 1, "reason": "in_use"}])

    def test_the_list_is_for_archivists_and_unalterable(self):
        self._file()
        self._lose(1)
        with self.enter_registry_test_mode():
            self.env["property.archive.void.number"].with_user(self.archivist).action_look()
        void = self._voids()
        with self.assertRaises(AccessError):
            self._voids(self.clerk)
        with self.assertRaises(AccessError):
            void.number = 7
        with self.assertRaises(AccessError):
            void.unlink()
        with self.assertRaises(AccessError):
            void.sudo().unlink()
        with self.assertRaises(AccessError):
            void.create({"series": self.SERIES, "number": 9})

    def test_a_record_that_changes_category_keeps_its_code(self):
        record = self._file()
        record.sudo()._write_protected({"category_id": self.owners.id})
        self.assertEqual(record.sudo().reference, "T-SRV-2024-0001")
        self.assertEqual(self._file().sudo().reference, "T-SRV-2024-0002")

    def test_the_code_is_nobodys_to_set(self):
        record = self._draft()
        with self.assertRaises(AccessError):
            record.reference = "X-1"
        filed = self._file()
        with self.assertRaises(AccessError):
            filed.sudo().reference = "X-1"


@tagged("post_install", "-at_install")
class TestDocumentNumber(ArchiveCase):
    """No number of a document is missing without a word, whatever kind of document it is."""

    CODE = "property.archive.handover"

    def _series(self):
        """The series, as it is in a year that began long ago."""
        series = self.env["ir.sequence"]
        name = series._archive_next(self.company, self.CODE)[0]
        self.env.cr.execute("UPDATE ir_sequence_date_range SET create_date = '2020-01-01'")
        self.env.invalidate_all()
        return name

    def _voids(self, name):
        number = name.rpartition("/")
        return self.env["property.archive.void.number"].search(
            [("series", "=", f"{number[0]}/#"), ("number", "=", int(number[2]))]
        )

    def test_what_is_given_up_is_listed(self):
        self._series()
        with self.enter_registry_test_mode():
            with self.registry.cursor() as cr:
                series = self.env["ir.sequence"].with_env(self.env(cr=cr))
                names = series._archive_next(self.company.with_env(series.env), self.CODE, 2)
                cr.rollback()
            self.env.invalidate_all()
            for name in names:
                self.assertEqual(self._voids(name).reason, "rolled_back")

    def test_what_was_lost_without_a_trace_is_found(self):
        self._series()
        handovers = self._draft(), self._draft()
        numbers = [
            self.env[self.CODE].browse(draft.action_submit()["res_id"]) for draft in handovers
        ]
        lost = numbers[0].name
        numbers[0].sudo()._write_protected({"name": "YJ-ALT"})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_void_number").method_direct_trigger()
        self.assertEqual(self._voids(lost).reason, "found")
        self.assertFalse(self._voids(numbers[1].name))

    def test_a_series_without_gaps_is_counted_on_its_documents(self):
        documents = self.env["property.archive.document"].sudo()
        series = self.env["ir.sequence"]
        code = "property.archive.document.incoming"
        first = series._archive_next(self.company, code, bearer=documents._name)[0]
        # it was given up: the next one has it
        self.assertEqual(series._archive_next(self.company, code, bearer=documents._name), [first])
        paper = documents._create_protected(
            [{"kind": "incoming", "subject": "通知", "company_id": self.company.id, "name": first}]
        )
        following = series._archive_next(self.company, code, 2, bearer=documents._name)
        self.assertEqual(int(following[0][-4:]), int(first[-4:]) + 1)
        self.assertEqual(int(following[1][-4:]), int(first[-4:]) + 2)
        self.assertEqual(paper.name, first)
