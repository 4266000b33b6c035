from odoo import api, fields, models
from odoo.exceptions import UserError

#: What the register knows of a file.
_LABELS = [
    ("reference", "Archive Code"),
    ("project", "Project"),
    ("building", "Building"),
    ("entrance", "Entrance"),
    ("room", "Room"),
    ("unit", "Unit"),
    ("floor_area", "Floor Area"),
    ("subject", "Name of the Subject"),
    ("phone", "Telephone"),
    ("email", "Email"),
    ("website", "Website"),
    ("address", "Address"),
    ("plate", "Plate"),
    ("employee", "Employee"),
    ("entry", "Entry Date"),
    ("department", "Department"),
    ("filled_on", "Filled in On"),
]
#: How each value is read from the enclosure's record, by key.
_SOURCES = {
    "reference": lambda e: e.record_id.reference,
    "project": lambda e: e.record_id.unit_id.project,
    "building": lambda e: e.record_id.unit_id.building,
    "entrance": lambda e: e.record_id.unit_id.unit,
    "room": lambda e: e.record_id.unit_id.room,
    "unit": lambda e: e.record_id.unit_id.code,
    "floor_area": lambda e: e.record_id.unit_id.floor_area or "",
    "subject": lambda e: e.record_id.subject_names,
    "phone": lambda e: e.record_id.partner_id.phone,
    "email": lambda e: e.record_id.partner_id.email,
    "website": lambda e: e.record_id.partner_id.website,
    "address": lambda e: _address(e.record_id.partner_id),
    "plate": lambda e: e.record_id.plate,
    "employee": lambda e: e.record_id.employee_id.name,
    "entry": lambda e: e.record_id.date_entry,
    "department": lambda e: e.record_id.employee_id._archive_department().name,
    "filled_on": lambda e: e.date_document or e.record_id.date_document,
}


def _address(partner):
    text = partner._display_address(without_company=True) if partner else ""
    return " ".join(part.strip() for part in text.splitlines() if part.strip())


class PropertyArchiveSheetField(models.Model):
    """One entry of a data sheet, filled in by hand or taken from the register."""

    _name = "property.archive.sheet.field"
    _description = "Entry of a Data Sheet"
    _inherit = ["property.archive.guarded"]
    _order = "sheet_id, sequence, id"

    sheet_id = fields.Many2one(
        "property.archive.sheet", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("text", "Text"), ("date", "Date"), ("number", "Number"), ("register", "Register")],
        required=True,
        default="text",
        help="Numbers are counted in the statistics. “Register”: the register knows it.",
    )
    source = fields.Selection(_LABELS, "From the Register")
    wide = fields.Boolean(help="Printed over the whole width.")

    _source_iff_register = models.Constraint(
        "CHECK ((kind = 'register') = (source IS NOT NULL))",
        "An entry that comes from the register says which one; the others are filled in.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "register":
            self.source = False

    def write(self, vals):
        moved = self.filtered(
            lambda entry: ("kind" in vals and vals["kind"] != entry.kind)
            or ("sheet_id" in vals and vals["sheet_id"] != entry.sheet_id.id)
        )
        moved._check_unused()
        return super().write(vals)

    def _check_unused(self):
        """Raise when something is filled in for one of these entries, now or formerly."""
        values = self.env["property.archive.sheet.value"].sudo()
        used = values.search([("field_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "“%(entry)s” of %(sheet)s is filled in on %(record)s: its name can be"
                    " corrected, its kind and its sheet stay. Add another entry instead.",
                    entry=used.field_id.name,
                    sheet=used.sheet_id.name,
                    record=used.record_id.display_name,
                )
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_unused(self):
        self._check_unused()

    def _register_text(self, enclosure):
        """Value of this entry from the register, as text.

        :param enclosure: ``property.archive.enclosure`` that the caller may read
        """
        return str(_SOURCES[self.source](enclosure.sudo()) or "")
