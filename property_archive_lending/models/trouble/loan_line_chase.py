from odoo import models

from odoo.addons.property_archive.notify import ask_to_do

_CHASE = "property_archive_lending.mail_activity_type_chase"


class PropertyArchiveLoanLine(models.Model):
    """The archivist asks back what is overdue, whoever has it (J17, 003-14 五, 八).

    A borrower without login or mail gets no reminder: somebody has to telephone.
    """

    _inherit = "property.archive.loan.line"

    def _remind(self):
        result = super()._remind()
        if self.overdue:
            self._ask_chase()
        return result

    def _ask_chase(self):
        """A task for whoever handed it out, or who looks after the archive, once."""
        line = self.sudo()
        kind = self.env.ref(_CHASE, raise_if_not_found=False)
        if not kind or line.activity_ids.filtered(lambda a: a.activity_type_id == kind):
            return
        user = line.handed_out_by_id.filtered("active") or line.company_id._archive_keeper()
        ask_to_do(
            line,
            _CHASE,
            user,
            lambda env: env._("Ask for it, and note what was said"),
            note=lambda env: env._(
                "%(record)s is with %(borrower)s and was due on %(date)s: ask for it, and note"
                " what was said.",
                record=line.record_id.display_name,
                borrower=line.borrower,
                date=line._local_date("date_due"),
            ),
        )

    def _close_term(self):
        result = super()._close_term()
        self.activity_unlink([_CHASE])
        return result
