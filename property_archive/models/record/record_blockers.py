from odoo import models
from odoo.exceptions import UserError

from ...blockers import add_blocker, format_blockers
from ...selections import KEPT_STATES


class PropertyArchiveRecord(models.Model):
    """The one place that says why a record cannot take part in an operation now."""

    _inherit = "property.archive.record"
    _lock_fields = ("state", "availability")

    def _get_blockers(self, operation):
        """Why these records cannot take part in an operation now.

        Every operation calls this, with the rows locked and in the transaction that acts. Addons
        extend it through ``super()``.

        :param str operation: ``lend``, ``amend``, ``move``, ``destroy``, ``transfer`` (to another
            archive) or ``hand_over`` (with its estate, to another company)
        :return: blockers by record, without records that have none
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
        """Lock these records in id order and raise if anything blocks the operation.

        :param str operation: see :meth:`_get_blockers`
        :raise UserError: names each record and all its blockers
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
