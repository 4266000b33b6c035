from odoo import models

from ...http import acting_person


class PropertyArchiveLinkMixin(models.AbstractModel):
    """A model of Odoo with a link from which rights follow; its author is recorded (B3, B5).

    A database trigger records each link, but knows only who wrote the row last. So the user of the
    request is passed to it, whatever user the code runs as, and the link is flushed at once, not
    later with the changes of others.
    """

    _name = "property.archive.link.mixin"
    _description = "Linked to a Person"

    #: Names of the fields that hold the links.
    _archive_links = ()

    def write(self, vals):
        result = super().write(vals)
        if links := [name for name in self._archive_links if name in vals]:
            self.flush_recordset(links)
        return result

    def _write_multi(self, vals_list):
        if any(name in vals for vals in vals_list for name in self._archive_links):
            self._archive_say_person()
        return super()._write_multi(vals_list)

    def _create(self, data_list):
        if any(data["stored"].get(name) for data in data_list for name in self._archive_links):
            self._archive_say_person()
        return super()._create(data_list)

    def _archive_say_person(self):
        self.env.cr.execute(
            "SELECT set_config('property_archive.person', %s, TRUE)",
            (str(acting_person(self.env)),),
        )


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["property.archive.link.mixin", "hr.employee"]
    _archive_links = ("user_id",)


class HrVersion(models.Model):
    _name = "hr.version"
    _inherit = ["property.archive.link.mixin", "hr.version"]
    _archive_links = ("department_id",)


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["property.archive.link.mixin", "hr.department"]
    _archive_links = ("manager_id", "parent_id")


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["property.archive.link.mixin", "res.users"]
    _archive_links = ("partner_id",)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["property.archive.link.mixin", "res.partner"]
    _archive_links = ("parent_id",)
