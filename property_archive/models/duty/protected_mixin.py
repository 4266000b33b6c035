from odoo import models

from ...groups import KEEPER


class PropertyArchiveProtected(models.AbstractModel):
    """A department's archivist works only on documents about what they keep (J4)."""

    _inherit = "property.archive.protected"

    def _archive_is_kept(self):
        """Hook: whether the current user keeps everything that these documents are about.

        Only called for a department's archivist; the default is no.

        :rtype: bool
        """
        return False

    def _is_archivist(self):
        return super()._is_archivist() or bool(
            self and self.env.user.has_group(KEEPER) and self._archive_is_kept()
        )
