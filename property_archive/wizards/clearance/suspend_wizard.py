from odoo import fields, models


class PropertyArchiveSuspendWizard(models.TransientModel):
    """Why somebody is stopped at once, or let in again (requirement F4)."""

    _name = "property.archive.suspend.wizard"
    _description = "Suspend a User"
    _inherit = ["property.archive.guarded"]

    user_ids = fields.Many2many("res.users", string="Users", required=True)
    lift = fields.Boolean()
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Suspend the users, or lift their suspension."""
        self.ensure_one()
        suspensions = self.env["property.archive.suspension"]
        if self.lift:
            suspensions.search(
                [("user_id", "in", self.user_ids.ids), ("date_lifted", "=", False)]
            )._lift(self.reason)
        else:
            suspensions._suspend(self.user_ids, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
