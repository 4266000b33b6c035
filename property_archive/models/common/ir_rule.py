from odoo import api, models
from odoo.fields import Domain

#: Wizards of Odoo that hold what the archive keeps: a register that somebody imports.
_OWN = ("base_import.import",)


class IrRule(models.Model):
    """What somebody is about to do is theirs alone (requirement B4).

    Odoo gives the rows of a wizard to everybody who may open one: the figures counted for
    the archive head, a filter with a name in it, the file of an import. There is no rule to
    be forgotten for a wizard that an addon brings: this is the one for all of them.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        own = model_name in _OWN or (
            model_name.startswith("property.archive.") and self.env[model_name]._transient
        )
        if own and not self.env.su:
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain
