from odoo import api, models
from odoo.exceptions import ValidationError

from ...arguments import shown
from ...door import hang_doors, public_methods

_ADDONS = "odoo.addons.property_archive"


class PropertyArchiveGuarded(models.AbstractModel):
    """Every public method of the archive has a door: a caller's mistake is a sentence."""

    _inherit = "property.archive.guarded"

    def _register_hook(self):
        super()._register_hook()
        if self._name != "property.archive.guarded":
            return
        guarded = type(self)
        # this one first: what the others take over from it has its door already
        hang_doors(guarded, public_methods(guarded))
        for cls in self.pool.models.values():
            if issubclass(cls, guarded):
                hang_doors(cls, public_methods(cls))
            else:
                hang_doors(cls, _own_methods(cls))

    def browse(self, ids=()):
        # Odoo browses what a caller sends before it calls anything
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
        """Hook: the server cannot write or lost its database; who is told of it.

        :param str kind: ``store_failed`` or ``connection_lost``
        :param str what: what the system says
        """


def _own_methods(cls):
    """Names of the public methods that the archive alone adds to a model of Odoo."""
    ours, theirs = set(), set()
    for parent in cls.__mro__:
        if parent.__module__.startswith(_ADDONS):
            ours.update(vars(parent))
        elif parent.__module__.startswith("odoo."):
            theirs.update(vars(parent))
    ours -= theirs
    return [name for name in public_methods(cls) if name in ours] if ours else []
