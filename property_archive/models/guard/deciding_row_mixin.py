from odoo import api, models


class PropertyArchiveDecidingRow(models.AbstractModel):
    """A row of a rule, such as an approval step: changing it changes the rule (D2, E4).

    The rule has a context manager ``_deciding()``, which logs and reports what changed inside.
    """

    _name = "property.archive.deciding.row"
    _description = "Row of a Rule That Decides"
    _inherit = ["property.archive.guarded"]

    #: Name of the many2one to the rule.
    _rule_field = None

    @api.model_create_multi
    def create(self, vals_list):
        name = self._rule_field
        rules = self.env[self._fields[name].comodel_name].browse(
            {vals[name] for vals in vals_list if vals.get(name)}
        )
        with rules._deciding():
            return super().create(vals_list)

    def write(self, vals):
        rules = self[self._rule_field]
        if vals.get(self._rule_field):
            rules |= rules.browse(vals[self._rule_field])
        with rules._deciding():
            return super().write(vals)

    def unlink(self):
        with self[self._rule_field]._deciding():
            return super().unlink()
