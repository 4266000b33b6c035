import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase

PAGE = base64.b64encode(b"a scanned page").decode()


@tagged("post_install", "-at_install")
class TestSpreadFiles(ArchiveCase):
    """Several files dropped at once find their places on the checklist (A6)."""

    def _draft_with(self, *names):
        category = self.papers.copy({"code": "T-LIST"})
        self.env["property.archive.category.piece"].create(
            [
                {"category_id": category.id, "name": name, "required": True, "sequence": place}
                for place, name in enumerate(names)
            ]
        )
        records = self.env["property.archive.record"].with_user(self.clerk)
        return records.create({"name": "3-2-1501", "category_id": category.id})

    def _named(self, record, files):
        pieces = record.enclosure_ids
        return [pieces.browse(found).name or "" for found in record.action_spread_files(files)]

    def test_by_their_names(self):
        record = self._draft_with("身份证复印件", "购房合同", "装修承诺书")
        self.assertEqual(
            self._named(record, ["03 装修承诺书（签字）.pdf", "张伟购房合同.pdf", "身份证.jpg"]),
            ["装修承诺书", "购房合同", "身份证复印件"],
        )

    def test_names_that_say_nothing_go_in_the_order_of_the_list(self):
        record = self._draft_with("身份证复印件", "购房合同", "装修承诺书")
        self.assertEqual(
            self._named(record, ["scan0001.pdf", "购房合同.pdf", "scan0002.pdf", "scan0003.pdf"]),
            ["身份证复印件", "购房合同", "装修承诺书", ""],
        )

    def test_a_piece_that_has_its_file_keeps_it(self):
        record = self._draft_with("购房合同")
        piece = record.action_spread_files(["购房合同.pdf"])[0]
        self.assertEqual(record.action_add_file(piece, "购房合同.txt", PAGE), piece)
        self.assertEqual(record.action_spread_files(["购房合同.pdf"]), [False])
        more = record.action_add_file(False, "购房合同 补充.txt", PAGE)
        pieces = record.enclosure_ids
        self.assertRecordValues(
            pieces.browse([piece, more]),
            [
                {"name": "购房合同", "present": True, "file_name": "购房合同.txt"},
                {"name": "购房合同 补充", "present": True, "file_name": "购房合同 补充.txt"},
            ],
        )
        self.assertFalse(record.missing_pieces)

    def test_for_drafts_and_who_writes_them_only(self):
        record = self._draft_with("购房合同")
        with self.assertRaises(AccessError):
            record.with_user(self.engineer).action_add_file(False, "x.txt", PAGE)
        with self.assertRaises(AccessError):
            record.with_user(self.engineer).action_spread_files(["x.txt"])
        with self.assertRaisesRegex(UserError, "empty"):
            record.action_add_file(False, "x.txt", "")
        record.sudo()._write_protected({"state": "submitted"})
        for call in (
            lambda: record.action_spread_files(["x.txt"]),
            lambda: record.action_add_file(False, "x.txt", PAGE),
        ):
            with self.assertRaises(UserError):
                call()

    def test_a_piece_of_another_record_takes_nothing(self):
        record, other = self._draft_with("购房合同"), self._draft()
        foreign = other.enclosure_ids[:1]
        added = record.action_add_file(foreign.id, "x.txt", PAGE)
        self.assertNotEqual(added, foreign.id)
