"""What documents tell of a record to whoever may read them, and not the record (B4)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .closed_documents import RECORD, TITLE, ClosedDocuments

ENCLOSURE = "property.archive.enclosure"
_POINTED_AT = {RECORD: ("name", "note"), ENCLOSURE: ("name",)}


@tagged("post_install", "-at_install")
class TestTitles(ClosedDocuments):
    """Every model of the registry that points at records or pieces, by every way out.

    A model that is added is looked at by itself: it only has to be such that a row of it
    can be made (``ClosedDocuments``).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.piece = (
            cls.env[ENCLOSURE]
            .sudo()
            ._create_protected([{"record_id": cls.record.id, "name": TITLE}])
        )
        cls.env.flush_all()
        cls.rows[ENCLOSURE] = cls.piece.ids
        # who works with everything of the company, and is not cleared for the record
        cls.readers = [
            cls.owner,
            cls.second,
            *[user for user in cls.roles if user.login == "methods_archivist"],
        ]

    def _pointers(self, name):
        """Stored fields of a model that point at records or pieces."""
        return [
            field.name
            for field in self.env[name]._fields.values()
            if field.store and field.relational and field.comodel_name in _POINTED_AT
        ]

    def _refused(self, call):
        """What a call tells, or nothing when it is refused."""
        try:
            with self.env.cr.savepoint():
                return repr(call())
        except (AccessError, UserError, ValueError):
            return ""

    def _ways(self, document, pointer):
        """What each way out tells of the record that a document points at."""
        model, ids = document.browse(), document.ids
        target = model._fields[pointer].comodel_name
        readable = [name for name, field in model._fields.items() if field.type != "binary"]
        yield "read", lambda: document.read(readable)
        yield "web_read", lambda: document.web_read({pointer: {"fields": {"display_name": {}}}})
        yield (
            "group",
            lambda: model.formatted_read_group([("id", "in", ids)], [pointer], ["__count"]),
        )
        if hasattr(document, "message_ids"):
            yield "subjects", lambda: document.sudo()._message_compute_subject()
        for text in _POINTED_AT[target]:
            path = f"{pointer}.{text}"
            yield f"export {path}", lambda p=path: document.export_data([p.replace(".", "/")])
            yield f"read {path}", lambda t=text: document.mapped(pointer).mapped(t)
            yield (
                f"group by {path}",
                lambda p=path: model.formatted_read_group([("id", "in", ids)], [p], ["__count"]),
            )
            yield (
                f"search {path}",
                lambda p=path: (
                    TITLE if model.search([("id", "in", ids), (p, "ilike", TITLE)]) else ""
                ),
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    @mute_logger("odoo.sql_db")
    def test_no_document_tells_the_title(self):
        findings, looked_at, pointing = [], 0, 0
        for name in self._documents():
            ids = self._make(name)
            pointers = self._pointers(name)
            pointing += bool(pointers)
            self.assertTrue(ids, f"{name}: no row can be made, so nobody looks at it")
            for user in self.readers:
                self.env.invalidate_all()
                self.env["property.archive.access"]._forget()
                document = self.env[name].with_user(user).browse(ids)._filtered_access("read")
                if name in _POINTED_AT:
                    self.assertFalse(document, f"{user.login} reads what is secret")
                if not document:
                    continue
                for pointer in pointers:
                    for way, call in self._ways(document, pointer):
                        self.env.invalidate_all()
                        looked_at += 1
                        if TITLE in self._refused(call):
                            findings.append(f"{user.login}: {name}.{pointer} by {way}")
        self.assertFalse(findings, "\n".join(findings))
        self.assertGreater(pointing, 15)
        self.assertGreater(looked_at, 200)

    def test_no_field_copies_a_title(self):
        """Related fields read as superuser, and stored ones outlive the right."""
        wrong = []
        for name in self.registry:
            for field in self.env[name]._fields.values():
                if not field.related:
                    continue
                model, *path = name, *field.related.split(".")
                for step in path[:-1]:
                    model = self.env[model]._fields[step].comodel_name
                if path[-1] in _POINTED_AT.get(model, ()) and (field.related_sudo or field.store):
                    wrong.append(str(field))
        self.assertFalse(wrong)

    def test_no_search_finds_by_the_title(self):
        self.record._write_protected({"state": "draft"})
        self.env["ir.attachment"].sudo().create(
            {
                "name": "paper.txt",
                "raw": TITLE.encode(),
                "res_model": ENCLOSURE,
                "res_id": self.piece.id,
            }
        )._archive_write_text(TITLE, archive_text_state="read")  # as the job does
        partner = self.env["res.partner"].create({"name": "张三丰"})
        self.record._write_protected({"state": "filed", "partner_id": partner.id})
        self.env.flush_all()
        Record = self.env[RECORD]
        for user in (*self.readers, *self.roles):
            if not user._is_internal():
                continue
            self.env.invalidate_all()
            self.env["property.archive.access"]._forget()
            for part in (None, "rest", "covered", "x"):
                records = Record.with_user(user).with_context(archive_readable_part=part)
                for name, text in (
                    ("search_text", TITLE),
                    ("search_text", "张三丰"),
                    ("file_text", TITLE),
                    ("name", TITLE),
                    ("display_name", TITLE),
                    ("partner_id.name", "张三丰"),
                    ("enclosure_ids.name", TITLE),
                ):
                    with self.subTest(user=user.login, name=name, part=part):
                        mine = [("id", "=", self.record.id)]
                        self.assertFalse(records.search_count([(name, "ilike", text), *mine]))
                        self.assertFalse(records.search_count(["!", (name, "ilike", text), *mine]))
            records = Record.with_user(user)
            counted = records.search_panel_select_range(
                "category_id", enable_counters=True, search_domain=[("search_text", "ilike", TITLE)]
            )
            closed = self.record.category_id.id
            counts = {value["id"]: value["__count"] for value in counted["values"]}
            self.assertFalse(counts.get(closed))
            self.assertFalse(records.name_search(TITLE))
            self.assertFalse(self._refused(lambda found=records: found.name_search("T-PM-1"))[2:-2])

    def test_nobody_sets_what_is_computed(self):
        """Company, code or lock of a document follow from others, whatever a caller says.

        ``default_company_id`` in the context counts as a caller, too.
        """
        looked_at = 0
        for name in self._documents():
            model = self.env[name].with_user(self.owner)
            for field in model._fields.values():
                if not (field.store and field.compute and field.readonly):
                    continue
                if field.name.startswith(("message_", "activity_")) or field.name in (
                    *("create_uid", "create_date", "write_uid", "write_date"),
                ):
                    continue
                looked_at += 1
                with self.subTest(model=name, field=field.name):
                    value = 1 if field.relational else "x"
                    values = model.with_context(**{f"default_{field.name}": value}).default_get(
                        [field.name]
                    )
                    self.assertFalse(values)
                    if hasattr(model, "_creatable_fields"):
                        self.assertNotIn(field.name, model._creatable_fields())
                        self.assertNotIn(field.name, model._editable_fields())
                    else:
                        self.assertIn(field.name, model._derived_fields())
        self.assertGreater(looked_at, 30)

    def test_a_piece_is_of_the_company_of_its_record(self):
        draft = (
            self.env[RECORD]
            .sudo()
            ._create_protected(
                [
                    {
                        "name": "Draft",
                        "category_id": self.record.category_id.id,
                        "submitter_id": self.owner.id,
                        "company_id": self.company.id,
                    }
                ]
            )
        )
        pieces = self.env[ENCLOSURE].with_context(default_company_id=self.other.id)
        for sudo in (False, True):
            mine = pieces.with_user(self.owner).sudo(sudo)
            vals = {"record_id": draft.id, "name": "Piece"}
            with self.assertRaises(AccessError):
                mine.create({**vals, "company_id": self.other.id})
            piece = mine.create(vals)
            piece.flush_recordset()
            self.assertEqual(piece.company_id, self.company)
            with self.assertRaises(AccessError):
                piece.write({"company_id": self.other.id})
            self.assertEqual(piece.company_id, self.company)
        place = self.env["property.archive.location"].create({"name": "Open", "kind": "room"})
        place.write({"locked": True})
        self.assertFalse(place.locked)
