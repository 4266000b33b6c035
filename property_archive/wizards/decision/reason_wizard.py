from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """Why something is refused: whatever is approved can be (D4)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        registry = self.env.registry.models
        approved = registry["property.archive.approval.mixin"]
        return super()._actions() | {
            (name, "action_refuse") for name in registry if issubclass(registry[name], approved)
        }
