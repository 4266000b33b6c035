from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveProjectMoveWizard(models.TransientModel):
    """Move units, or a whole building, to another estate; their files follow."""

    _name = "property.archive.project.move.wizard"
    _description = "Move to Another Estate"
    _inherit = ["property.archive.guarded"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    unit_ids = fields.Many2many(
        "property.archive.unit",
        string="Units",
        required=True,
        default=lambda self: self._default_unit_ids(),
        check_company=True,
    )
    whole = fields.Boolean(
        "Whole Buildings", help="Also the other units of the same buildings of these estates."
    )
    project_id = fields.Many2one(
        "property.archive.project", "To Estate", check_company=True, required=True
    )
    moving_count = fields.Integer("Units That Move", compute="_compute_moving_count")

    def _default_unit_ids(self):
        if self.env.context.get("active_model") != "property.archive.unit":
            return self.env["property.archive.unit"]
        return self.env["property.archive.unit"].browse(self.env.context.get("active_ids"))

    @api.depends("unit_ids", "whole", "project_id")
    def _compute_moving_count(self):
        for wizard in self:
            wizard.moving_count = len(wizard._moving())

    def _moving(self):
        units = self.unit_ids
        if self.whole:
            for project, building in {(u.project_id, u.building) for u in units}:
                units |= units.search(
                    [
                        ("project_id", "=", project.id),
                        ("building", "=", building),
                        ("company_id", "in", units.company_id.ids),
                    ]
                )
        return units.filtered(lambda unit: unit.project_id != self.project_id)

    def action_move(self):
        """Move them.

        :raise UserError: when all of them belong to that estate
        """
        self.ensure_one()
        units = self._moving()
        if not units:
            raise UserError(
                self.env._("These units belong to %s already.", self.project_id.display_name)
            )
        units.write({"project_id": self.project_id.id})
        return {"type": "ir.actions.act_window_close"}
