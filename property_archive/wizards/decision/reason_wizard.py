from odoo import api, models


class PropertyArchiveReasonWizard(models.TransientModel):
    """The dialog asks why a document is refused (D4), or cancelled after a signature (A9)."""

    _inherit = "property.archive.reason.wizard"

    @api.model
    def _actions(self):
        registry = self.env.registry.models
        approved = registry["property.archive.approval.mixin"]
        signed = registry["property.archive.signature.mixin"]
        return (
            super()._actions()
            | {(name, "action_refuse") for name in registry if issubclass(registry[name], approved)}
            | {
                (name, "action_cancel")
                for name in registry
                if issubclass(registry[name], signed) and hasattr(registry[name], "action_cancel")
            }
        )
