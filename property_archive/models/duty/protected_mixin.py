from odoo import models

from ...groups import KEEPER


class PropertyArchiveProtected(models.AbstractModel):
    """Which documents a department's archivist works on: those of what they keep (J4)."""

    _inherit = "property.archive.protected"

    def _archive_is_kept(self):
        """Hook: whether the current user keeps all that these documents are about.

        Asked of a department's archivist only; without an answer it is no.

        :rtype: bool
        """
        return False

    def _is_archivist(self):
        return super()._is_archivist() or bool(
            self and self.env.user.has_group(KEEPER) and self._archive_is_kept()
        )
