import base64
from xmlrpc.client import Fault

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

_RECORD = "property.archive.record"
_CATEGORY = "property.archive.category"
_LOGS = ("odoo.sql_db", "odoo.http", "odoo.addons.rpc.controllers.xmlrpc")


@tagged("post_install", "-at_install")
class TestBadInput(HttpCase, ArchiveCase):
    """What cannot be is refused over RPC too: which record, which rule, what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head):
            user.password = user.login

    def _call(self, user, model, method, *args):
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, user.id, user.login, model, method, list(args)
        )

    def _refused(self, texts, user, model, method, *args):
        """The call is refused with all of these texts and leaves nothing behind."""
        documents = self.env[model].sudo().with_context(active_test=False)
        before = documents.search([]).ids
        with mute_logger(*_LOGS), self.assertRaises(Fault) as caught:
            self._call(user, model, method, *args)
        self.env.invalidate_all()
        for text in texts:
            self.assertIn(text, caught.exception.faultString)
        self.assertEqual(documents.search([]).ids, before)

    def _vals(self, **vals):
        return {"name": "记录", "category_id": self.papers.id, **vals}

    def test_dates_that_cannot_be(self):
        for day in ("0202-05-01", "2999-01-01"):
            texts = (day, "Give the day on the document")
            self._refused(texts, self.clerk, _RECORD, "create", self._vals(date_document=day))
        record = self._draft()
        self._refused(
            (record.display_name, "0202-05-01"),
            self.clerk, _RECORD, "write", record.ids, {"date_document": "0202-05-01"},
        )  # fmt: skip
        self.assertNotEqual(str(record.date_document), "0202-05-01")

    def test_a_text_that_is_no_date(self):
        vals = self._vals(date_document="昨天")
        self._refused(("昨天",), self.clerk, _RECORD, "create", vals)

    def test_without_a_date_nothing_is_submitted(self):
        record = self._draft(date_document=False)
        self._refused(
            (record.display_name, "Document Date", "then submit it"),
            self.clerk, _RECORD, "action_submit", record.ids,
        )  # fmt: skip
        self.assertEqual(record.state, "draft")

    def test_without_its_subject_nothing_is_submitted(self):
        record = self._draft(category=self.owners, partner_id=self.owner.id)
        self._refused(
            (record.display_name, "Property Unit"),
            self.clerk, _RECORD, "action_submit", record.ids,
        )  # fmt: skip

    def test_negative_pages(self):
        self._refused(
            ("Pages: -3", "count again"), self.clerk, _RECORD, "create", self._vals(page_count=-3)
        )
        pieces = [(0, 0, {"name": "Page", "page_count": -1})]
        self._refused(
            ("Pages: -1",), self.clerk, _RECORD, "create", self._vals(enclosure_ids=pieces)
        )

    def test_a_title_of_five_hundred_characters(self):
        texts = ("500 characters, 255 fit", "Shorten it")
        self._refused(texts, self.clerk, _RECORD, "create", self._vals(name="长" * 500))
        record = self._draft()
        self._refused(
            (record.display_name.split(" · ")[0], *texts),
            self.clerk, _RECORD, "write", record.ids, {"name": "长" * 500},
        )  # fmt: skip
        pieces = [(0, 0, {"name": "长" * 500})]
        self._refused(texts, self.clerk, _RECORD, "create", self._vals(enclosure_ids=pieces))

    def test_a_file_without_a_byte(self):
        record = self._draft(content=None)
        piece = record.enclosure_ids[0]
        for vals in (
            {"file": "", "file_name": "scan.pdf"},
            {"file": False, "file_name": "scan.pdf"},
        ):
            self._refused(
                (record.display_name, "scan.pdf", "0 bytes"),
                self.clerk, piece._name, "write", piece.ids, vals,
            )  # fmt: skip
        self._refused(
            ("scan.pdf", "0 bytes"),
            self.clerk, "ir.attachment", "create",
            {"name": "scan.pdf", "res_model": piece._name, "res_id": piece.id, "datas": ""},
        )  # fmt: skip
        self.assertFalse(piece.attachment_ids)
        piece.write({"file": base64.b64encode(b"x"), "file_name": "scan.pdf"})
        self.assertEqual(len(piece.attachment_ids), 1)

    def test_categories_in_a_circle(self):
        below = self.owners.copy({"code": "T-SUB", "parent_id": self.owners.id, "name": "Below"})
        for parent in (below, self.owners):
            self._refused(
                ("T-OWN", "choose another"),
                self.head, _CATEGORY, "write", self.owners.ids, {"parent_id": parent.id},
            )  # fmt: skip
        self.assertFalse(self.owners.parent_id)

    def test_places_in_a_circle(self):
        shelf = self.cabinet.copy({"name": "Shelf", "parent_id": self.cabinet.id})
        self._refused(
            ("Cabinet", "choose another"),
            self.archivist, self.cabinet._name, "write", self.cabinet.ids,
            {"parent_id": shelf.id},
        )  # fmt: skip
        self.assertFalse(self.cabinet.parent_id)

    def test_volumes_in_a_circle(self):
        volume = self._draft()
        item = self._draft(parent_id=volume.id)
        self._refused(
            (volume.display_name, "choose another volume"),
            self.clerk, _RECORD, "write", volume.ids, {"parent_id": item.id},
        )  # fmt: skip

    def test_a_piece_twice_on_a_checklist(self):
        pieces = [(0, 0, {"name": "Owner form"})]
        self._refused(
            ("Owner form", "T-OWN", "name this one differently"),
            self.head, _CATEGORY, "write", self.owners.ids, {"piece_ids": pieces},
        )  # fmt: skip
        self.assertEqual(len(self.owners.piece_ids), 3)

    def test_a_second_open_file(self):
        vals = self._vals(
            category_id=self.owners.id, unit_id=self.unit.id, partner_id=self.owner.id
        )
        self._call(self.clerk, _RECORD, "create", vals)
        self._refused(("3-2-1501", "T-OWN", "close it first"), self.clerk, _RECORD, "create", vals)

    def test_a_clerk_changes_no_category(self):
        # a refusal speaks the user's language, whatever that of the call
        kinds = self.env["ir.model"].with_context(self.env(user=self.clerk).user.context_get())
        self._refused(
            (kinds._get(_CATEGORY).name,),
            self.clerk,
            _CATEGORY,
            "write",
            self.owners.ids,
            {"code": "X"},
        )
