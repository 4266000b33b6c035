from odoo import api, models
from odoo.fields import Domain

#: Wizards of Odoo that hold what the archive keeps: a register that somebody imports.
_OWN = ("base_import.import",)


class IrRule(models.Model):
    """Who sees what of the archive is stated in code (requirement B4).

    Odoo's rows of rules are data: whoever administers the system may edit them. The models
    say what holds whatever the rows say, and this is the one place where it is put to every
    search, every read and every change.

    What somebody is about to do is theirs alone: Odoo gives the rows of a wizard to
    everybody who may open one: the figures counted for the archive head, a filter with a
    name in it, the file of an import.
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
            # what a row says too is asked once: equal conditions become one
            domain &= self.env[model_name]._access_statement(mode)
        return domain
