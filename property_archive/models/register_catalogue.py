from odoo import api, models
from odoo.fields import Domain

from .register import OfBatch
from .unit import natural_key

_KEPT = ["filed", "sealed"]
#: Categories of papers that come in and that go out, for the registers of documents.
_INCOMING = ("government", "correspondence")
_OUTGOING = ("document",)


class PropertyArchiveRegister(models.AbstractModel):
    """Catalogues 目录 of what is in the archive (requirement G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "records": self._general_catalogue(),
            "volumes": self._volume_catalogue(),
            "items": self._item_catalogue(),
            "contents": self._content_catalogue(),
            "complete": self._complete_catalogue(),
            "documents": self._document_catalogue(),
            "cover": self._volume_cover(),
            "notes": self._volume_notes(),
            "incoming": self._correspondence(
                self.env._("Register of Incoming Documents"), "DA-16", _INCOMING
            ),
            "outgoing": self._correspondence(
                self.env._("Register of Outgoing Documents"), "DA-17", _OUTGOING
            ),
        }

    # -- columns that several have -----------------------------------------------------------

    def _number_column(self):
        return (self.env._("No."), "#", 6)

    def _paper_columns(self):
        """Document number, author, title, date, level, pages and remarks, as on the forms."""
        return [
            (self.env._("Document Number"), OfBatch(self._document_numbers), 18),
            (self.env._("Author"), OfBatch(self._authors), 16),
            (self.env._("Title"), "name", 40),
            (self.env._("Date"), "date_document", 12),
            (self.env._("Level"), "level_id.name", 8),
            (self.env._("Pages"), "page_count", 8),
            (self.env._("Remarks"), "note", 20),
        ]

    def _first_of_pieces(self, records, name):
        """The first text of their content that the caller may read, for each record."""
        pieces = self.env["property.archive.enclosure"].search_fetch(
            [("record_id", "in", records.ids), (name, "!=", False)], ["record_id", name]
        )
        told = pieces.sudo().record_id.sudo(False)
        self.env["property.archive.log"]._log_read("exported", told, content=True)
        found = {piece.record_id.id: piece[name] for piece in reversed(pieces)}
        return [found.get(record.id) for record in records]

    def _document_numbers(self, records):
        return self._first_of_pieces(records, "document_number")

    def _authors(self, records):
        return self._first_of_pieces(records, "author")

    def _item_facts(self, records):
        """Of each volume: how many items, their first and last date and their pages."""
        groups = self.env["property.archive.record"]._read_group(
            [("parent_id", "in", records.ids), ("state", "in", _KEPT)],
            ["parent_id"],
            ["__count", "date_document:min", "date_document:max", "page_count:sum"],
        )
        facts = {volume.id: values for volume, *values in groups}
        return [
            facts.get(r.id) or [0, r.date_document, r.date_document, r.page_count] for r in records
        ]

    def _item_fact(self, position, kind=None):
        return OfBatch(lambda records: [f[position] for f in self._item_facts(records)], kind)

    def _volume_code(self, records):
        """Code of the volume each record lies in."""
        return [record.parent_id.sudo().reference for record in records]

    # -- order ------------------------------------------------------------------------------

    def _sort_in_volumes(self, model, domain):
        """Ids of volumes and their items: each volume, then its items in its order (A3)."""
        query = model._search(domain)
        names = ("id", "parent_id", "category_id", "date_document")
        columns = [model._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*columns))
        heads = model.sudo().browse({parent or own for own, parent, *_rest in rows})
        orders = {v.id: (natural_key(v.reference), v.category_id.item_order) for v in heads}
        sort_keys = {
            category.id: category.sort_key or ""
            for category in self.env["property.archive.category"]
            .sudo()
            .browse({category for _own, _parent, category, _date in rows})
        }

        def place(row):
            own, parent, category, date = row
            code, order = orders[parent or own]
            day = date.toordinal() if date else 0
            if order == "newest":
                day = -day
            kind = sort_keys[category] if order == "class" else ""
            return (code, parent or own, bool(parent), kind, day, own)

        return tuple(row[0] for row in sorted(rows, key=place))

    # -- catalogues -----------------------------------------------------------------------

    def _general_catalogue(self):
        return {
            "title": self.env._("General Catalogue"),
            "form_number": "DA-01",
            "model": "property.archive.record",
            "domain": [("state", "not in", ["draft", "submitted"])],
            "date": "date_filed",
            "columns": [
                (self.env._("Reference"), "reference", 20),
                (self.env._("Title"), "name", 40),
                (self.env._("Category"), "category_id.name", 20),
                (self.env._("Level"), "level_id.name", 10),
                (self.env._("Unit"), "unit_id.code", 14),
                (self.env._("Document Date"), "date_document", 12),
                (self.env._("Filed On"), "date_filed", 12),
                (self.env._("Pages"), "page_count", 8),
                (self.env._("Place"), "location_id.complete_name", 30),
                (self.env._("Status"), "state", 12),
            ],
        }

    def _volume_catalogue(self):
        return {
            "title": self.env._("Volume Catalogue"),
            "form_number": "DA-02",
            "model": "property.archive.record",
            "domain": [("state", "in", _KEPT), ("parent_id", "=", False)],
            "order": "category_id, reference, id",
            "date": "date_filed",
            "columns": [
                self._number_column(),
                (self.env._("Volume"), "reference", 20),
                (self.env._("Title"), "name", 40),
                (self.env._("Category"), "category_id.name", 18),
                (self.env._("From"), self._item_fact(1, "date"), 12),
                (self.env._("Until"), self._item_fact(2, "date"), 12),
                (self.env._("Items"), self._item_fact(0), 8),
                (self.env._("Pages"), self._item_fact(3), 8),
                (self.env._("Level"), "level_id.name", 8),
                (self.env._("Place"), "location_id.complete_name", 26),
                (self.env._("Remarks"), "note", 20),
            ],
        }

    def _item_catalogue(self):
        return {
            "title": self.env._("Item Catalogue of a Volume"),
            "form_number": "DA-03",
            "model": "property.archive.record",
            "domain": [("state", "in", _KEPT), ("parent_id", "!=", False)],
            "sort": self._sort_in_volumes,
            "group": lambda record: record.parent_id.id,
            "heading": [
                (self.env._("Volume"), OfBatch(self._volume_code)),
                (self.env._("Title"), "parent_id.name"),
            ],
            "via": {"property.archive.record": "parent_id,id"},
            "date": "date_filed",
            "columns": [
                self._number_column(),
                (self.env._("Volume"), OfBatch(self._volume_code), 18),
                (self.env._("Code"), "reference", 18),
                *self._paper_columns(),
            ],
        }

    def _content_catalogue(self):
        record = "property.archive.record"
        return {
            "title": self.env._("List of Papers in a File"),
            "form_number": "DA-03-1",
            "model": "property.archive.enclosure",
            "domain": [("present", "=", True), ("record_id.state", "in", _KEPT)],
            "order": "record_id, sequence, id",
            "records": "record_id",
            "via": {record: "record_id"},
            "group": lambda piece: piece.record_id.id,
            "heading": [
                (self.env._("File"), lambda piece: piece.sudo().record_id.reference),
                (self.env._("Title"), "record_id.name"),
            ],
            "columns": [
                self._number_column(),
                (self.env._("File"), lambda piece: piece.sudo().record_id.reference, 18),
                (self.env._("Document Number"), "document_number", 18),
                (self.env._("Author"), "author", 16),
                (self.env._("Title"), "name", 40),
                (self.env._("Date"), "date_document", 12),
                (
                    self.env._("Level"),
                    lambda piece: piece.sudo().record_id.level_id.name,
                    8,
                ),
                (self.env._("Form"), "form", 10),
                (self.env._("Pages"), "page_count", 8),
                (self.env._("Remarks"), "file_name", 24),
            ],
        }

    def _complete_catalogue(self):
        return {
            "title": self.env._("Complete Catalogue"),
            "form_number": "DA-04",
            "model": "property.archive.record",
            "domain": Domain("state", "in", _KEPT)
            & (Domain("parent_id", "!=", False) | Domain("child_ids", "!=", False)),
            "sort": self._sort_in_volumes,
            "group": lambda record: record.parent_id.id or record.id,
            "via": {"property.archive.record": "parent_id,id"},
            "date": "date_filed",
            "columns": [
                self._number_column(),
                (
                    self.env._("Volume"),
                    lambda record: (record.parent_id or record).sudo().reference,
                    18,
                ),
                (self.env._("Code"), "reference", 18),
                *self._paper_columns(),
                (self.env._("Place"), "location_id.complete_name", 26),
            ],
        }

    def _document_catalogue(self):
        return {
            "title": self.env._("Catalogue of Filed Documents"),
            "form_number": "DA-06",
            "model": "property.archive.record",
            "domain": [("state", "in", _KEPT), ("child_ids", "=", False)],
            "order": "category_id, date_document, id",
            "date": "date_filed",
            "columns": [
                self._number_column(),
                (self.env._("Code"), "reference", 18),
                (self.env._("Category"), "category_id.name", 16),
                *self._paper_columns(),
            ],
        }

    def _correspondence(self, title, number, names):
        found = [
            self.env.ref(f"property_archive.category_{name}", raise_if_not_found=False)
            for name in names
        ]
        return {
            "title": title,
            "form_number": number,
            "model": "property.archive.record",
            "domain": [
                ("category_id", "child_of", [category.id for category in found if category]),
                ("state", "!=", "draft"),
            ],
            "order": "date_document, id",
            "date": "date_document",
            "columns": [
                self._number_column(),
                (self.env._("Date"), "date_document", 12),
                (self.env._("Other Side"), "partner_id.name", 24),
                *[c for c in self._paper_columns() if c[1] != "date_document"],
                (self.env._("Handled By"), "responsible_id.name", 14),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Code"), "reference", 18),
                (self.env._("Filed On"), "date_filed", 12),
                (self.env._("Original Returned, Signature"), lambda record: "", 20),
            ],
        }

    # -- forms of a volume ------------------------------------------------------------------

    def _volume_cover(self):
        return {
            "title": self.env._("Volume Cover"),
            "form_number": "DA-10",
            "model": "property.archive.record",
            "domain": [("state", "in", _KEPT)],
            "order": "reference, id",
            "date": "date_filed",
            "layout": "form",
            "columns": [
                (self.env._("Company"), "company_id.name", 30),
                (self.env._("Department"), "department_id.name", 20),
                (self.env._("Category"), "category_id.complete_name", 26),
                (self.env._("Volume"), "reference", 20),
                (self.env._("Title"), "name", 40),
                (self.env._("Unit"), "unit_id.code", 14),
                (self.env._("From"), self._item_fact(1, "date"), 12),
                (self.env._("Until"), self._item_fact(2, "date"), 12),
                (self.env._("Items"), self._item_fact(0), 8),
                (self.env._("Pages"), self._item_fact(3), 8),
                (self.env._("Level"), "level_id.name", 8),
                (self.env._("Place"), "location_id.complete_name", 26),
            ],
            "signatures": [self.env._("Bound by"), self.env._("Date")],
        }

    def _volume_notes(self):
        return {
            "title": self.env._("Notes at the End of a Volume"),
            "form_number": "DA-11",
            "model": "property.archive.record",
            "domain": [("state", "in", _KEPT)],
            "order": "reference, id",
            "date": "date_filed",
            "layout": "form",
            "columns": [
                (self.env._("Volume"), "reference", 20),
                (self.env._("Title"), "name", 40),
                (self.env._("Items"), self._item_fact(0), 8),
                (self.env._("Pages"), self._item_fact(3), 8),
                (self.env._("Missing"), "missing_pieces", 30),
                (self.env._("Remarks"), "note", 30),
            ],
            "boxes": lambda record: [
                (self.env._("What is to be said of this volume: missing, damaged, moved"), ""),
            ],
            "signatures": [
                self.env._("Filed by"),
                self.env._("Checked by"),
                self.env._("Date"),
            ],
        }
