from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveEstateTransferObstacle(models.Model):
    """What stands in the way of handing over an estate: what is out, held, missing, undecided."""

    _name = "property.archive.estate.transfer.obstacle"
    _description = "In the Way of Handing Over"
    _inherit = ["property.archive.protected"]
    _order = "code, id"

    transfer_id = fields.Many2one(
        "property.archive.estate.transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    record_id = fields.Many2one(
        "property.archive.record",
        "Record",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    code = fields.Char(required=True, readonly=True)
    text = fields.Char("Reason", required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    company_id = fields.Many2one(related="transfer_id.company_id", store=True)

    def _compute_display_name(self):
        for obstacle in self:
            obstacle.display_name = obstacle.text

    def action_open(self):
        """Open what is in the way.

        :raise UserError: for whoever may not see it: the text says what it is
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        if not (document.exists() and document.has_access("read")):
            raise UserError(
                self.env._(
                    "%s. You do not see that document: ask the archivist who works on it.",
                    self.text,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
        }
