from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveReasonWizard(models.TransientModel):
    """Ask for the reason of an action and hand it on."""

    _name = "property.archive.reason.wizard"
    _description = "Give a Reason"
    _inherit = ["property.archive.guarded"]

    res_model = fields.Char(required=True)
    res_ids = fields.Char(required=True)
    method = fields.Char(required=True)
    reason = fields.Text(required=True)

    @api.model
    def _actions(self):
        """Hook: what the dialog may call, so that it opens no other door.

        :return: names of a model and of its method
        :rtype: set(tuple(str, str))
        """
        return set()

    @api.model
    def _ask(self, documents, title, method):
        """The dialog that asks for the reason of an action and calls it again.

        :param documents: on which the action is called
        :param str title: shown above the dialog
        :param str method: public method of the documents that takes a reason
        """
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": documents._name,
                "default_res_ids": ",".join(map(str, documents.ids)),
                "default_method": method,
            },
        }

    def action_confirm(self):
        """Do what the dialog was opened for."""
        self.ensure_one()
        if (self.res_model, self.method) not in self._actions():
            raise UserError(self.env._("This dialog cannot do that."))
        ids = [int(part) for part in self.res_ids.split(",") if part.isdecimal()]
        getattr(self.env[self.res_model].browse(ids), self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
