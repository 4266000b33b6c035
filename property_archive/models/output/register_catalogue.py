from odoo import api, models
from odoo.fields import Domain

from ...registers import OfBatch
from ...selections import KEPT_STATES

#: Categories of papers that come in and that go out.
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
            "incoming_filed": self._correspondence(
                self.env._("Catalogue of Filed Incoming Documents"),
                "DA-06-1",
                _INCOMING,
                self.env._("Sent By"),
            ),
            "outgoing_filed": self._correspondence(
                self.env._("Catalogue of Filed Outgoing Documents"),
                "DA-06-2",
                _OUTGOING,
                self.env._("Sent To"),
            ),
        }

    # -- order ------------------------------------------------------------------------------

    # -- catalogues -----------------------------------------------------------------------

    def _catalogue(self, title, number, domain, **more):
        """A register of what is filed, by default in the order of its references."""
        return {
            "title": title,
            "form_number": number,
            "model": "property.archive.record",
            "domain": domain,
            "order": "reference, id",
            "date": "date_filed",
            **more,
        }

    def _general_catalogue(self):
        return self._catalogue(
            self.env._("General Catalogue"),
            "DA-01",
            Domain("state", "not in", ["draft", "submitted"]),
            columns=[
                self._number_column(),
                *self._record_columns("reference", "title", "category", "level", "unit"),
                (self.env._("Document Date"), OfBatch(self._document_dates, "date"), 12),
                *self._record_columns("filed", "pages", "place"),
                (self.env._("Status"), "state", 12),
            ],
            sheet_columns=self._import_columns(),
        )

    def _volume_catalogue(self):
        return self._catalogue(
            self.env._("Volume Catalogue"),
            "DA-02",
            Domain("state", "in", KEPT_STATES) & Domain("parent_id", "=", False),
            order="category_id, reference, id",
            columns=[
                self._number_column(),
                *self._record_columns("volume", "title", "category", "first", "last", "items"),
                *self._record_columns("all_pages", "level", "place", "remarks"),
            ],
        )

    def _in_volumes(self, title, number, domain, **more):
        """A catalogue of items, volume by volume."""
        return self._catalogue(
            title,
            number,
            Domain("state", "in", KEPT_STATES) & domain,
            sort=self._sort_in_volumes,
            group=lambda record: record.parent_id.id or record.id,
            via={"property.archive.record": "parent_id,id"},
            **more,
        )

    def _paper_columns(self):
        """Document number, author, title, date, level, pages and remarks, as on the forms."""
        return self._record_columns(
            "number", "author", "title", "date", "level", "pages", "remarks"
        )

    def _item_catalogue(self):
        return self._in_volumes(
            self.env._("Item Catalogue of a Volume"),
            "DA-03",
            Domain("parent_id", "!=", False),
            heading=[
                (self.env._("Volume"), OfBatch(self._volume_code)),
                (self.env._("Title"), "parent_id.name"),
            ],
            columns=[
                self._number_column(),
                *self._record_columns("volume", "reference"),
                *self._paper_columns(),
            ],
        )

    def _complete_catalogue(self):
        return self._in_volumes(
            self.env._("Complete Catalogue"),
            "DA-04",
            Domain("parent_id", "!=", False) | Domain("child_ids", "!=", False),
            columns=[
                self._number_column(),
                *self._record_columns("volume", "reference"),
                *self._paper_columns(),
                *self._record_columns("place"),
            ],
        )

    def _content_catalogue(self):
        """卷内目录 of a file that is no volume: its pieces."""

        def reference(piece):
            return piece.sudo().record_id.reference

        return {
            "title": self.env._("List of Papers in a File"),
            "form_number": "DA-03-1",
            "model": "property.archive.enclosure",
            "domain": Domain("present", "=", True) & Domain("record_id.state", "in", KEPT_STATES),
            "order": "record_id, sequence, id",
            "records": "record_id",
            "via": {"property.archive.record": "record_id"},
            "group": lambda piece: piece.record_id.id,
            "heading": [
                (self.env._("Record"), reference),
                (self.env._("Title"), "record_id.name"),
            ],
            "columns": [
                self._number_column(),
                (self.env._("Reference"), reference, 20),
                (self.env._("Document Number"), "document_number", 18),
                (self.env._("Author"), "author", 16),
                (self.env._("Title"), "name", 40),
                (self.env._("Date"), "date_document", 12),
                (self.env._("Level"), lambda piece: piece.sudo().record_id.level_id.name, 8),
                (self.env._("Form"), "form", 10),
                (self.env._("Pages"), "page_count", 8),
                (self.env._("Remarks"), "file_name", 24),
            ],
        }

    def _document_catalogue(self):
        return self._catalogue(
            self.env._("Catalogue of Filed Documents"),
            "DA-06",
            Domain("state", "in", KEPT_STATES) & Domain("child_ids", "=", False),
            order="category_id, date_document, id",
            columns=[
                self._number_column(),
                *self._record_columns("reference", "category"),
                *self._paper_columns(),
            ],
        )

    def _correspondence(self, title, number, names, other_side):
        found = [
            self.env.ref(f"property_archive.category_{name}", raise_if_not_found=False)
            for name in names
        ]
        return self._catalogue(
            title,
            number,
            Domain("category_id", "child_of", [category.id for category in found if category])
            & Domain("state", "!=", "draft"),
            order="date_document, id",
            date="date_document",
            columns=[
                self._number_column(),
                *self._record_columns("date"),
                (other_side, "subject_names", 24),
                *self._record_columns("number", "author", "title", "level", "pages", "remarks"),
                (self.env._("Handled By"), "responsible_id.name", 14),
                (self.env._("Department"), "department_id.name", 16),
                *self._record_columns("reference", "filed"),
                (self.env._("Original Returned, Signature"), lambda record: "", 20),
            ],
        )

    # -- forms of a volume ------------------------------------------------------------------

    def _volume_cover(self):
        return self._catalogue(
            self.env._("Volume Cover"),
            "DA-10",
            Domain("state", "in", KEPT_STATES),
            layout="form",
            cover=True,
            tall="name",
            columns=[
                (self.env._("Company"), "company_id.name", 30),
                (self.env._("Department"), "department_id.name", 30),
                (self.env._("Category"), "category_id.complete_name", 26),
                (self.env._("Title"), "name", 40),
                *self._record_columns("first", "last", "items", "all_pages", "level", "unit"),
                (self.env._("Reference"), "reference", 30),
                *self._record_columns("place"),
            ],
            signatures=[self.env._("Bound by"), self.env._("Date")],
        )

    def _volume_notes(self):
        return self._catalogue(
            self.env._("Notes at the End of a Volume"),
            "DA-11",
            Domain("state", "in", KEPT_STATES),
            layout="form",
            columns=[
                (self.env._("Reference"), "reference", 30),
                *self._record_columns("title", "items", "all_pages"),
                (self.env._("Missing"), "missing_pieces", 30),
                (self.env._("Remarks"), "note", 30),
            ],
            boxes=lambda record: [
                (self.env._("What is to be said of this volume: missing, damaged, moved"), ""),
            ],
            # a sheet to write on, signed once below it
            box=760,
            signatures=[
                self.env._("Filed by"),
                self.env._("Checked by"),
                self.env._("Date"),
            ],
        )
