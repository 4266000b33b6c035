from odoo import api, models
from odoo.fields import Domain

#: Odoo's transient models that hold data of the archive, such as an imported register.
_OWN = ("base_import.import",)


class IrRule(models.Model):
    """Add the access rules stated in code to Odoo's record rules (B4).

    Record rules are rows that a system administrator can edit. The models state in code what must
    always hold, and this is the one place that adds it to every search, read and change.

    Rows of a wizard belong to the user who opened it. Odoo shows them to every user of the wizard:
    figures counted for the archive head, a filter with a name in it, an imported file.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        ours = model_name.startswith("property.archive.")
        if model_name in _OWN or (ours and self.env[model_name]._transient):
            domain &= Domain("create_uid", "=", self.env.uid)
        elif ours:
            # equal conditions of a rule and of the code are merged into one
            domain &= self.env[model_name]._access_statement(mode)
        return domain
