from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveProtectionLine(models.Model):
    """Result of one point of a protection check."""

    _name = "property.archive.protection.line"
    _description = "Point of a Protection Check"
    _inherit = ["property.archive.protected"]
    _order = "protection_id, id"

    protection_id = fields.Many2one(
        "property.archive.protection",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="protection_id.company_id", store=True, index=True)
    point_id = fields.Many2one(
        "property.archive.protection.point", required=True, ondelete="restrict", readonly=True
    )
    guidance = fields.Char(related="point_id.guidance")
    result = fields.Selection([("ok", "In Order"), ("defect", "Defect")])
    note = fields.Char("Remark", size=255)
    date_mended = fields.Date("Mended On", readonly=True)

    _point_uniq = models.UniqueIndex("(protection_id, point_id)", "A point stands once.")

    def _editable_fields(self):
        if set(self.sudo().mapped("protection_id.state")) <= {"todo"}:
            return {"result", "note"}
        return set()

    @api.ondelete(at_uninstall=True)
    def _unlink_to_do_only(self):
        self.protection_id._check_state(
            "todo", rule=self.env._("A protection check that was done is kept.")
        )

    def action_mended(self):
        """Record that the defect was put right."""
        self.check_access("write")
        for line in self.sudo():
            line.protection_id._check_state("done")
            if line.result != "defect" or line.date_mended:
                raise UserError(self.env._("%s: nothing is to be mended.", line.point_id.name))
            line._write_protected({"date_mended": line.company_id._archive_today()})
            done = line.protection_id.activity_ids.filtered(
                lambda activity, line=line: activity.summary == line.point_id.name
            )
            done.action_feedback(feedback=self.env._("Mended"))
        return True
