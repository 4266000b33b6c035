from odoo import api, models

from ..people.res_company import DECIDING_FIELDS, ROLE_FIELDS


class ResCompany(models.Model):
    """Changes of a company's archive roles are logged (requirement B6)."""

    _inherit = "res.company"

    @api.model
    def _archive_deciding_fields(self):
        """Hook: names of the settings whose changes are logged and told.

        :rtype: tuple(str)
        """
        return DECIDING_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["property.archive.log"]._log_changes({}, companies, ROLE_FIELDS)
        return companies

    def write(self, vals):
        names = [name for name in self._archive_deciding_fields() if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result
