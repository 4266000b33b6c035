from odoo import api, models
from odoo.exceptions import AccessError


class PropertyArchiveRowsMixin(models.AbstractModel):
    """Odoo's access rows: those of the archive stay as its addons ship them (B4).

    Archive rights come from levels, clearances, departments and groups. The rows exist because Odoo
    needs them: editing one would open or close everything at once, without any event in the log.
    """

    _name = "property.archive.rows.mixin"
    _description = "Rows of Rights"

    #: Fields whose change does not affect rights.
    _archive_free_fields = frozenset()

    def _archive_rows(self):
        """Hook: those of these rows that concern the archive."""
        return self.browse()

    def _archive_check_rows(self, operation, vals=()):
        """Raise for rows of the archive, except during installation or update of addons.

        :param str operation: ``create``, ``write`` or ``unlink``
        :param vals: names of the fields being written
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
