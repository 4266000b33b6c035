from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveChangeOwnerWizard(models.TransientModel):
    """Check that a buyer picked among contacts is the right person (A4, B5)."""

    _inherit = "property.archive.change.owner.wizard"

    doubt = fields.Text("Is It Them?", compute="_compute_doubt")
    sure = fields.Boolean("It Is Them", help="The buyers are the people of these contacts.")

    @api.depends("new_owner_id", "joint_owner_ids", "unit_id")
    def _compute_doubt(self):
        for wizard in self:
            buyers = (wizard.new_owner_id | wizard.joint_owner_ids)._origin
            texts = self.env["property.archive.recognition"]._doubts(
                wizard.unit_id.company_id, buyers
            )
            wizard.doubt = "\n".join(texts) or False

    def _check_buyers(self):
        result = super()._check_buyers()
        if self.doubt and not self.sure:
            raise UserError(
                self.env._(
                    "%(doubt)s Tick “It Is Them” if they are the buyers; else make a new contact.",
                    doubt=self.doubt,
                )
            )
        return result
