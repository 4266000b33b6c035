from odoo import models
from odoo.exceptions import UserError

from ...blockers import add_blocker, format_blockers
from ...selections import KEPT_STATES


class PropertyArchiveRecord(models.Model):
    """Why a record cannot take part in an operation now: the one place that says it."""

    _inherit = "property.archive.record"
    _lock_fields = ("state", "availability")

    def _get_blockers(self, operation):
        """Why these records cannot take part in an operation now.

        The one place every operation asks, on locked rows, in the transaction that acts.
        Addons extend it through ``super()``.

        :param str operation: ``lend``, ``amend``, ``move``, ``destroy`` or ``transfer``
        :return: reasons by record, records without one left out
        :rtype: dict(property.archive.record,
            list(odoo.addons.property_archive.blockers.Blocker))
        """
        reasons = {}
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self.sudo():
            if record.state not in KEPT_STATES:
                text = self.env._("its state is %s", labels[record.state])
                add_blocker(reasons, record.sudo(False), "state", text)
            elif operation in ("lend", "amend") and record.state == "sealed":
                add_blocker(reasons, record.sudo(False), "sealed", self.env._("it is sealed"))
        return reasons

    def _check_blockers(self, operation):
        """Lock these records in id order and raise when something blocks the operation.

        :param str operation: see :meth:`_get_blockers`
        :raise UserError: naming each record and every reason
        """
        self._lock_rows()
        reasons = self._get_blockers(operation)
        if reasons:
            raise UserError(
                "\n".join(
                    f"{record.display_name}: {format_blockers(self.env, blockers)}"
                    for record, blockers in reasons.items()
                )
            )
