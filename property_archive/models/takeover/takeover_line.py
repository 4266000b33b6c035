from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .piece import GROUPS

#: Papers that came: counted and signed for, or later.
_COUNTS = ("quantity_original", "quantity_copy", "later_original", "later_copy")


class PropertyArchiveTakeoverLine(models.Model):
    """One kind of paper in a takeover: number due, number received, debtor of the rest."""

    _name = "property.archive.takeover.line"
    _description = "Paper Taken Over"
    _inherit = ["property.archive.protected"]
    _order = "takeover_id, sequence, id"
    _lock_fields = None
    _signed_document = "takeover_id"
    _open_after_signature = frozenset({"later_original", "later_copy", "later_note"})

    takeover_id = fields.Many2one(
        "property.archive.takeover", required=True, index=True, ondelete="cascade", readonly=True
    )
    state = fields.Selection(related="takeover_id.state")
    sequence = fields.Integer(default=10)
    group = fields.Selection(GROUPS, required=True, default="other")
    name = fields.Char(required=True)
    category_id = fields.Many2one("property.archive.category", ondelete="restrict", index=True)
    required = fields.Boolean(default=True)
    quantity_due = fields.Integer("Quantity Due", default=1)
    quantity_original = fields.Integer("Originals")
    quantity_copy = fields.Integer("Photocopies")
    result = fields.Selection(
        [("missing", "Missing"), ("part", "In Part"), ("complete", "Complete"), ("none", "None")],
        compute="_compute_result",
        store=True,
    )
    owed_by = fields.Char(help="Who brings what is missing.")
    date_due = fields.Date("Until", help="Empty: as the take-over says.")
    note = fields.Char()
    # open on the list of a take-over that all have signed, and only there
    later_original = fields.Integer(
        "Originals Later", readonly=True, help="Came after all had signed."
    )
    later_copy = fields.Integer("Copies Later", readonly=True, help="Came after all had signed.")
    later_note = fields.Char("Note Later", readonly=True)
    record_id = fields.Many2one(
        "property.archive.record",
        "File",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    company_id = fields.Many2one(related="takeover_id.company_id", store=True, index=True)

    @api.depends(
        "required",
        "quantity_due",
        "quantity_original",
        "quantity_copy",
        "later_original",
        "later_copy",
    )
    def _compute_result(self):
        for line in self:
            came = line._came()
            if came >= max(line.quantity_due, 1):
                line.result = "complete"
            elif came:
                line.result = "part"
            else:
                line.result = "missing" if line.required else "none"

    def _came(self):
        """How many came, signed for or later."""
        return sum(self[name] for name in _COUNTS)

    def _missing(self):
        """Filter the lines with papers still missing."""
        return self.filtered(lambda line: line.result in ("missing", "part"))

    @api.constrains("quantity_due", *_COUNTS)
    def _check_quantities(self):
        for line in self:
            if min(line.quantity_due, *(line[name] for name in _COUNTS)) < 0:
                raise ValidationError(
                    self.env._("%s: a number of papers is not below zero.", line.name)
                )

    # -- what may be set ----------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "takeover_id",
            "sequence",
            "group",
            "name",
            "category_id",
            "required",
            "quantity_due",
            "quantity_original",
            "quantity_copy",
            "owed_by",
            "date_due",
            "note",
        }

    def _editable_fields(self):
        states = set(self.sudo().mapped("takeover_id.state"))
        if states <= {"draft"}:
            return self._creatable_fields() - {"takeover_id"}
        if states <= {"draft", "open"}:
            return {"later_original", "later_copy", "later_note"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.sudo().takeover_id._check_state("draft")
        return lines

    def write(self, vals):
        counted = {"later_original", "later_copy"} & set(vals)
        if not counted:
            return super().write(vals)
        before = {line: {name: line[name] for name in counted} for line in self.sudo()}
        result = super().write(vals)
        for line, numbers in before.items():
            if any(line[name] < number for name, number in numbers.items()):
                raise UserError(
                    self.env._(
                        "%(paper)s: what came does not become fewer. %(takeover)s only takes what"
                        " comes later.",
                        paper=line.name,
                        takeover=line.takeover_id.display_name,
                    )
                )
        self.takeover_id._papers_came()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo().takeover_id._check_state("draft")
