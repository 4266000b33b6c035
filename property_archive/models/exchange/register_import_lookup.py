from odoo import models

from ..record.record_volume import plate_key


class PropertyArchiveImport(models.Model):
    """What the lines of an import point at, asked for all of them at once."""

    _inherit = "property.archive.import"

    def _unit_key(self):
        return (
            self.project or "",
            self.building or "",
            self.unit or "",
            self.room or "",
        )

    def _subject_key(self, category):
        if category.subject_kind in ("partner", "outside"):
            subject = (self.partner_name, self.phone or "")
        elif category.subject_kind == "vehicle":
            subject = (plate_key(self.plate),)
        else:
            subject = self._unit_key()
        return (category.exclusive_group or category.id, self.company_id.id, *subject)

    def _open_subjects(self, categories):
        """Names of the files that are open already, by the key of their subject."""
        single = [c.id for c in categories.values() if c.one_open_file]
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    ("category_id", "in", single),
                    ("company_id", "in", self.company_id.ids),
                    ("subject_key", "!=", False),
                    "|",
                    "|",
                    ("plate", "!=", False),
                    (
                        "unit_id.room",
                        "in",
                        list(set(filter(None, self.mapped("room")))),
                    ),
                    (
                        "partner_id.name",
                        "in",
                        list(set(filter(None, self.mapped("partner_name")))),
                    ),
                ],
                ["reference", "category_id", "company_id", "unit_id", "partner_id", "plate"],
            )
        )
        open_subjects = {}
        for record in records:
            unit, partner, category = record.unit_id, record.partner_id, record.category_id
            if category.subject_kind in ("partner", "outside"):
                subject = (partner.name, partner.phone or "")
            elif category.subject_kind == "vehicle":
                subject = (plate_key(record.plate),)
            else:
                subject = (unit.project or "", unit.building, unit.unit or "", unit.room)
            key = (category.exclusive_group or category.id, record.company_id.id, *subject)
            open_subjects[key] = record.display_name
        return open_subjects

    def _free_room(self, places):
        """How many more records each place takes that counts them."""
        return {
            place: place.capacity - place.record_count
            for place in places.values()
            if place.capacity
        }

    def _categories(self):
        found = self.env["property.archive.category"].search(
            [("code", "in", list(set(self.mapped("category_code"))))]
        )
        return {
            (company.id, category.code): category
            for company in self.company_id
            for category in found
            if not category.company_id or category.company_id == company
        }

    def _places(self):
        found = self.env["property.archive.location"].search(
            [
                (
                    "barcode",
                    "in",
                    list(set(filter(None, self.mapped("location_barcode")))),
                )
            ]
        )
        return {(place.company_id.id, place.barcode): place for place in found}

    def _taken_references(self):
        found = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    (
                        "reference",
                        "in",
                        list(set(filter(None, self.mapped("reference")))),
                    )
                ],
                ["reference", "company_id"],
            )
        )
        return {(record.company_id.id, record.reference) for record in found}
