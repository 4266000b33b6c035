from odoo import fields, models

from ..ground.reason_wizard import names_of


class PropertyArchiveApproveWizard(models.TransientModel):
    """Show the warnings before a critical approval (D4)."""

    _name = "property.archive.approve.wizard"
    _description = "Approve What Weighs"
    _inherit = ["property.archive.guarded"]

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Char(required=True, readonly=True)
    documents = fields.Text(readonly=True)
    warning = fields.Text(readonly=True)

    def _ask(self, documents, warning):
        """Open the dialog that shows a warning and then approves.

        :param documents: documents with approval
        :param str warning: text to show
        :rtype: dict
        """
        asked = self.create(
            {
                "res_model": documents._name,
                "res_ids": ",".join(map(str, documents.ids)),
                "documents": names_of(documents),
                "warning": warning,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approve"),
            "res_model": self._name,
            "res_id": asked.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Approve the documents the dialog was opened for."""
        self.ensure_one()
        documents = self.env[self.res_model].browse(map(int, self.res_ids.split(",")))
        documents.check_access("read")
        documents.action_approve()
        return {"type": "ir.actions.act_window_close"}
