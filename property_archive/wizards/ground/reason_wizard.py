from odoo import api, fields, models
from odoo.exceptions import UserError

#: The number of documents that a dialog lists.
_NAMED = 10


def names_of(documents):
    """The names of the documents of a dialog, one per line.

    :rtype: str
    """
    names = documents[:_NAMED].mapped("display_name")
    if len(documents) > _NAMED:
        names.append(documents.env._("and %s more", len(documents) - _NAMED))
    return "\n".join(names)


class PropertyArchiveReasonWizard(models.TransientModel):
    """The one dialog that asks for a text that an action needs: a reason, or what was done.

    An action called without the text returns :meth:`_ask`; the dialog then calls it again with the
    text.
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
        """Hook: the methods that the dialog may call, so that it cannot call any other.

        Each room adds its own actions.

        :return: pairs of model name and method name
        :rtype: set(tuple(str, str))
        """
        return set()

    @api.model
    def _ask(self, documents, title, method, hint=None):
        """Open the dialog that asks for the text of an action and then calls the action.

        :param documents: on which the action is called
        :param str title: shown above the dialog
        :param str method: public method of the documents that takes a text
        :param str hint: what to write, and who will read it
        :rtype: dict
        :raise AccessError: for documents that the user does not see, as the dialog names them
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
        """Call the action that the dialog was opened for."""
        self.ensure_one()
        if (self.res_model, self.method) not in self._actions():
            raise UserError(self.env._("This dialog cannot do that."))
        ids = [int(part) for part in self.res_ids.split(",") if part.isdecimal()]
        documents = self.env[self.res_model].browse(ids)
        documents.check_access("read")
        result = getattr(documents, self.method)(self.reason)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
