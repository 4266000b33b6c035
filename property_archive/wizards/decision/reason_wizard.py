from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """The dialog asks why a document is refused (D4)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        registry = self.env.registry.models
        approved = registry["property.archive.approval.mixin"]
        return super()._actions() | {
            (name, "action_refuse") for name in registry if issubclass(registry[name], approved)
        }
