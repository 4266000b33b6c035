from odoo import api, models

from ..people.res_company import ROLE_FIELDS


class PropertyArchiveDecidingFields(models.AbstractModel):
    """A model of Odoo with settings of the archive: their changes are logged and told (B6).

    Each field that an addon of the archive adds counts, unless the addon says that nothing follows
    from it: one that is forgotten is logged too often, and never too rarely.
    """

    _name = "property.archive.deciding.fields"
    _description = "Settings That Decide"

    #: Fields of Odoo from which rights or terms of the archive follow.
    _archive_right_fields = ()

    @api.model
    def _archive_plain_fields(self):
        """Hook: names of the archive's fields from which nothing follows.

        :rtype: set(str)
        """
        return set()

    @api.model
    def _archive_deciding_fields(self):
        """Names of the fields whose changes are logged.

        :rtype: list(str)
        """
        own = {
            name
            for name, field in self._fields.items()
            if name.startswith("archive_")
            and field.store
            and not (field.compute and field.readonly)
        }
        return sorted(own.union(self._archive_right_fields) - self._archive_plain_fields())

    def write(self, vals):
        names = [name for name in self._archive_deciding_fields() if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result


class ResCompany(models.Model):
    """The roles of a company, its terms and limits."""

    _name = "res.company"
    _inherit = ["property.archive.deciding.fields", "res.company"]
    _archive_right_fields = ("resource_calendar_id",)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["property.archive.log"]._log_changes({}, companies, ROLE_FIELDS)
        return companies


class HrDepartment(models.Model):
    """The manager of a department reads and approves for it (B3); what it files, and where."""

    _name = "hr.department"
    _inherit = ["property.archive.deciding.fields", "hr.department"]
    _archive_right_fields = ("manager_id", "parent_id", "company_id", "active")

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env["property.archive.log"]._log_changes({}, departments, ("manager_id",))
        return departments

    def write(self, vals):
        if not vals.keys().isdisjoint(self._archive_right_fields):
            self.env["res.users"]._archive_forget_rights()
        return super().write(vals)


class HrJob(models.Model):
    """What a position counts as in the rules of the archive (D2, D11)."""

    _name = "hr.job"
    _inherit = ["property.archive.deciding.fields", "hr.job"]
