from odoo import api, models
from odoo.exceptions import ValidationError

from ...arguments import shown
from ...door import hang_doors, public_methods

_ADDONS = "odoo.addons.property_archive"


class PropertyArchiveGuarded(models.AbstractModel):
    """Check calls of every public method: a caller's mistake becomes a clear message."""

    _inherit = "property.archive.guarded"

    def _register_hook(self):
        super()._register_hook()
        if self._name != "property.archive.guarded":
            return
        guarded = type(self)
        # this class first: then the methods that others inherit from it are checked already
        hang_doors(guarded, public_methods(guarded))
        for cls in self.pool.models.values():
            if issubclass(cls, guarded):
                hang_doors(cls, public_methods(cls))
            else:
                hang_doors(cls, _own_methods(cls))

    @api.private
    def browse(self, ids=()):
        # Odoo calls ``browse`` with the ids that a caller sends before it calls the method
        try:
            return super().browse(ids)
        except TypeError:
            raise ValidationError(
                self.env._(
                    "%(model)s: “ids” has to be a list of ids, and not %(value)s.",
                    model=self._name,
                    value=shown(ids),
                )
            ) from None

    @api.model
    def _archive_tell_trouble(self, kind, what):
        """Hook: tell somebody that the server cannot write files or lost its database.

        :param str kind: ``store_failed`` or ``connection_lost``
        :param str what: the message of the operating system
        """


def _own_methods(cls):
    """Names of the public methods that only the archive adds to a model of Odoo."""
    ours, theirs = set(), set()
    for parent in cls.__mro__:
        if parent.__module__.startswith(_ADDONS):
            ours.update(vars(parent))
        elif parent.__module__.startswith("odoo."):
            theirs.update(vars(parent))
    ours -= theirs
    return [name for name in public_methods(cls) if name in ours] if ours else []
