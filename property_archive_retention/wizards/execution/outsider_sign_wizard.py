from odoo import api, fields, models


class PropertyArchiveOutsiderSignWizard(models.TransientModel):
    """A supervisor from outside signs on the executor's screen (requirement E4)."""

    _name = "property.archive.outsider.sign.wizard"
    _description = "Signature of an Outside Supervisor"
    _inherit = ["property.archive.guarded"]

    destruction_id = fields.Many2one("property.archive.destruction", required=True)
    outsider_ids = fields.Many2many("res.partner", compute="_compute_outsider_ids")
    partner_id = fields.Many2one(
        "res.partner",
        "Supervisor",
        required=True,
        domain="[('id', 'in', outsider_ids)]",
    )
    image = fields.Binary("Signature", required=True)

    @api.depends("destruction_id")
    def _compute_outsider_ids(self):
        for wizard in self:
            supervisors = wizard.destruction_id.supervisor_ids
            wizard.outsider_ids = supervisors.filtered(lambda p: not p.sudo().user_ids)

    def action_confirm(self):
        """Keep the signature."""
        self.ensure_one()
        self.destruction_id.action_sign_outsider(self.partner_id.id, self.image)
        return {"type": "ir.actions.act_window_close"}
