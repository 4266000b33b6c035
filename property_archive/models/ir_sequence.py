from odoo import models


class IrSequence(models.Model):
    """Series of the archive begin once a year, whoever comes first."""

    _inherit = "ir.sequence"

    def _create_date_range_seq(self, date):
        """The first two documents of a year never make a range each.

        Each range counts for itself: with two, a number would be given twice. Of two
        transactions that touch the sequence the later one is started over, and then sees
        the range of the other.
        """
        if (self.code or "").startswith("property.archive."):
            self.env.cr.execute(
                "UPDATE ir_sequence SET code = code WHERE id = %s",
                (self.id,),
            )
        return super()._create_date_range_seq(date)
