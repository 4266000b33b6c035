from odoo import models
from odoo.exceptions import ValidationError


class PropertyArchiveTree(models.AbstractModel):
    """A model with a parent hierarchy, in which a cycle is refused with a clear message.

    Odoo's own check of ``parent_path`` says "Recursion Detected." and names no record.
    """

    _name = "property.archive.tree"
    _description = "Archive Tree"

    def _path_ids(self):
        """Ids of this row and its ancestors, the root first.

        :rtype: list(int)
        """
        path = self.parent_path or f"{self._origin.id or ''}"
        return [int(step) for step in path.split("/") if step]

    def _with_parents(self):
        """These rows with all their ancestors."""
        ids = {step for row in self for step in row._path_ids()}
        return self.browse(sorted(ids | set(self._origin.ids)))

    def _nearest(self, holds):
        """This row or its nearest ancestor that meets a condition.

        :param holds: name of a field that must be set, or a function of a row
        :return: one row, or none
        """
        row = self
        while row and not (row[holds] if isinstance(holds, str) else holds(row)):
            row = row[self._parent_name]
        return row

    def write(self, vals):
        parent = vals.get(self._parent_name)
        if parent:
            above = self.browse(parent).sudo()
            while above:
                if above in self:
                    raise ValidationError(
                        self.env._(
                            "%(inner)s cannot lie inside %(outer)s, which lies inside it or is"
                            " itself: choose another one.",
                            inner=above.display_name,
                            outer=self.browse(parent).sudo().display_name,
                        )
                    )
                above = above[self._parent_name]
        return super().write(vals)
