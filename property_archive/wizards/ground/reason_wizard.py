from odoo import api, fields, models
from odoo.exceptions import UserError

#: How many documents a dialog names.
_NAMED = 10


def names_of(documents):
    """The documents a dialog is about, a line for each.

    :rtype: str
    """
    names = documents[:_NAMED].mapped("display_name")
    if len(documents) > _NAMED:
        names.append(documents.env._("and %s more", len(documents) - _NAMED))
    return "\n".join(names)


class PropertyArchiveReasonWizard(models.TransientModel):
    """The one dialog that asks for words an action needs: why, or what was done.

    An action that is called without them returns :meth:`_ask`; the dialog calls it again.
    """

    _name = "property.archive.reason.wizard"
    _description = "Give a Reason"
    _inherit = ["property.archive.guarded"]

    res_model = fields.Char(required=True)
    res_ids = fields.Char(required=True)
    method = fields.Char(required=True)
    documents = fields.Text(readonly=True)
    hint = fields.Char(readonly=True)
    reason = fields.Text(required=True)

    @api.model
    def _actions(self):
        """Hook: what the dialog may call, so that it opens no other door.

        Each room adds its own actions.

        :return: names of a model and of its method
        :rtype: set(tuple(str, str))
        """
        return set()

    @api.model
    def _ask(self, documents, title, method, hint=None):
        """The dialog that asks for the words of an action and calls it again.

        :param documents: on which the action is called
        :param str title: shown above the dialog
        :param str method: public method of the documents that takes a text
        :param str hint: what to write, and who reads it
        :rtype: dict
        :raise AccessError: for documents the user does not see: the dialog names them
        """
        documents.check_access("read")
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
                "default_documents": names_of(documents),
                "default_hint": hint or self.env._("Everybody who takes part can read it."),
            },
        }

    def action_confirm(self):
        """Do what the dialog was opened for."""
        self.ensure_one()
        if (self.res_model, self.method) not in self._actions():
            raise UserError(self.env._("This dialog cannot do that."))
        ids = [int(part) for part in self.res_ids.split(",") if part.isdecimal()]
        documents = self.env[self.res_model].browse(ids)
        documents.check_access("read")
        result = getattr(documents, self.method)(self.reason)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
