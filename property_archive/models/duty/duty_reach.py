from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError


class PropertyArchiveDuty(models.Model):
    """Nobody widens their own duty by moving files into it (J4, B3)."""

    _inherit = "property.archive.duty"

    @api.model
    def _check_not_into_own(self, name, target):
        """Raise when the current user keeps, by a duty, what files are being moved into.

        :param str name: the field that limits duties, one of :meth:`_limit_fields`
        :param target: the department or other limit that the files will belong to
        :raise UserError: naming the target and who else can move them
        """
        if self.env.uid == SUPERUSER_ID or not target:
            return
        persons = self.env.user._archive_same_person()
        duties = self.sudo().search([("user_id", "in", persons.ids), ("state", "=", "given")])
        if any(target.id in duty._limits().get(name, ()) for duty in duties.filtered(name)):
            raise UserError(
                self.env._(
                    "You keep the files of %s by a duty, and would keep more by this: let"
                    " somebody else make the change.",
                    target.sudo().display_name,
                )
            )


class HrDepartment(models.Model):
    """A department below the one somebody keeps belongs to the duty as well."""

    _inherit = "hr.department"

    def write(self, vals):
        if vals.get("parent_id"):
            moved = self.filtered(lambda department: department.parent_id.id != vals["parent_id"])
            if moved:
                self.env["property.archive.duty"]._check_not_into_own(
                    "department_id", self.browse(vals["parent_id"])
                )
        return super().write(vals)
