import re

from odoo import SUPERUSER_ID, api, models

#: Code concerns the archive when it names it, or when it accesses the database directly.
_NAMES = re.compile(r"property\W{0,6}archive|\bcr\b|\btrigger\b", re.IGNORECASE)


class PropertyArchiveWatchMixin(models.AbstractModel):
    """Rows of Odoo that hold code: those that concern the archive are reported (B6).

    Whoever may write Python in Odoo can do what the server can. This cannot be prevented there; it
    is logged and reported at once, and the report stays when the code is removed.
    """

    _name = "property.archive.watch.mixin"
    _description = "Code That Is Watched"

    #: Names of the fields that hold code, or that say for which model it is.
    _watched_fields = ()

    def _archive_watched(self):
        """Those of these rows that name the archive or access the database directly.

        Rows that addons ship are trusted, unless somebody changes them.
        """

        def text(row):
            values = (row[name] for name in self._watched_fields if name in row._fields)
            return " ".join(
                value.model if isinstance(value, models.BaseModel) else str(value or "")
                for value in values
            )

        return self.sudo().filtered(lambda row: _NAMES.search(text(row)))

    def _archive_see(self, action, rows, **detail):
        person = self.env.uid != SUPERUSER_ID or self.env["property.archive.log"]._actor() != 1
        if rows and person and self.env.registry.ready:
            self.env["property.archive.log"]._alarm(action, rows, **detail)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if not self.env.registry.ready:  # what addons ship
            return rows
        rows._archive_see("code_changed", rows._archive_watched(), operation="create")
        return rows

    def write(self, vals):
        if not self.env.registry.ready:
            return super().write(vals)
        before = self._archive_watched()
        result = super().write(vals)
        self._archive_see(
            "code_changed", before | self._archive_watched(), operation="write", fields=sorted(vals)
        )
        return result

    def unlink(self):
        if self.env.registry.ready:
            self._archive_see("code_changed", self._archive_watched(), operation="unlink")
        return super().unlink()
