from odoo import models
from odoo.exceptions import ValidationError


class PropertyArchiveTree(models.AbstractModel):
    """A model whose rows lie inside each other, and never in a circle.

    Odoo's own check of a stored path says "Recursion Detected." and names nothing.
    """

    _name = "property.archive.tree"
    _description = "Archive Tree"

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
