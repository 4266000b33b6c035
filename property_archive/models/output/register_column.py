from odoo import models

from ...registers import OfBatch
from ...selections import KEPT_STATES
from ..scheme.unit import natural_key


class PropertyArchiveRegister(models.AbstractModel):
    """Columns and order that several catalogues have (requirement G1)."""

    _inherit = "property.archive.register"

    def _record_columns(self, *names):
        """Columns of a catalogue of records: the running number, then these by name."""
        columns = {
            "reference": (self.env._("Reference"), "reference", 20),
            "category": (self.env._("Category"), "category_id.name", 18),
            "number": (self.env._("Document Number"), OfBatch(self._document_numbers), 18),
            "author": (self.env._("Author"), OfBatch(self._authors), 16),
            "title": (self.env._("Title"), "name", 40),
            "date": (self.env._("Date"), OfBatch(self._document_dates, "date"), 12),
            "level": (self.env._("Level"), "level_id.name", 8),
            "pages": (self.env._("Pages"), "page_count", 8),
            "remarks": (self.env._("Remarks"), "note", 20),
            "place": (self.env._("Place"), "location_id.complete_name", 26),
            "filed": (self.env._("Filed On"), "date_filed", 12),
            "unit": (self.env._("Unit"), "unit_id.code", 14),
            "volume": (self.env._("Volume"), OfBatch(self._volume_code), 20),
            "first": (self.env._("From"), self._item_fact(1, "date"), 12),
            "last": (self.env._("Until"), self._item_fact(2, "date"), 12),
            "items": (self.env._("Items"), self._item_fact(0), 8),
            "all_pages": (self.env._("Pages"), self._item_fact(3), 8),
        }
        return [columns[name] for name in names]

    def _document_dates(self, records):
        """Their days, or as much of each as is known (DA/T 18)."""
        return [record.date_partial or record.date_document for record in records]

    def _import_columns(self):
        """What else the register import reads: in a sheet, where there is room for it (G4).

        Named as the import names them, so that an exported catalogue comes in again.
        """
        named = self.env["property.archive.import"].fields_get(attributes=["string"])
        columns = {
            "partner_name": ("subject_names", 24),
            "employee": (OfBatch(self._employee_words), 14),
            "plate": ("plate", 12),
            "department": ("department_id.name", 16),
            "document_number": (OfBatch(self._document_numbers), 18),
            "author": (OfBatch(self._authors), 16),
            "quantity": ("quantity", 8),
            "carrier": ("carrier", 10),
            "note": ("note", 20),
            "date_closed": ("date_closed", 12),
            "close_reason": ("close_reason", 14),
        }
        return [(named[name]["string"], *column) for name, column in columns.items()]

    def _employee_words(self, records):
        """The number of the employee each file is about, or the name where there is none."""
        employees = [record.sudo().employee_id for record in records]
        return [employee.barcode or employee.name for employee in employees]

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
            [("parent_id", "in", records.ids), ("state", "in", KEPT_STATES)],
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
        """Code of the volume each record lies in, or is."""
        return [(record.parent_id or record).sudo().reference for record in records]

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
