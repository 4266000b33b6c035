from odoo import api, models
from odoo.exceptions import AccessError


class PropertyArchiveRowsMixin(models.AbstractModel):
    """Odoo's rows of rights, of which the archive's are as its addons ship them (B4).

    Rights to the archive come from levels, clearances, departments and groups. The rows
    are there for Odoo's sake: who edits them would open, or shut, everything at once, and
    no event of the archive would name it.
    """

    _name = "property.archive.rows.mixin"
    _description = "Rows of Rights"

    #: Fields whose change gives or takes nothing.
    _archive_free_fields = frozenset()

    def _archive_rows(self):
        """Hook: those of these rows that speak of the archive."""
        return self.browse()

    def _archive_check_rows(self, operation, vals=()):
        """Raise for rows of the archive, except while addons are installed or updated.

        :param str operation: ``create``, ``write`` or ``unlink``
        :param vals: names of the fields that are written
        """
        if not self.env.registry.ready or (vals and not set(vals) - self._archive_free_fields):
            return
        rows = self.sudo()._archive_rows()
        if not rows:
            return
        self.env["property.archive.log"]._alarm(
            "rights_row_refused", rows, operation=operation, fields=sorted(vals)
        )
        raise AccessError(
            self.env._(
                "%(rows)s belongs to the archive: its addons say who may do what, and it stays"
                " as they ship it. Give and take rights by levels, clearances, departments and"
                " the groups of users. The attempt was logged.",
                rows=", ".join(rows.mapped("display_name")[:3]),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._archive_check_rows("create")
        return rows

    def write(self, vals):
        self._archive_check_rows("write", vals)
        result = super().write(vals)
        self._archive_check_rows("write", vals)
        return result

    def unlink(self):
        self._archive_check_rows("unlink")
        return super().unlink()
