from odoo import fields, models


class ResCompany(models.Model):
    """What employees and readers of the archive sign (000 细则 6, 002 六)."""

    _inherit = "res.company"

    archive_agreement_text = fields.Text(
        "Confidentiality Agreement",
        help="What every employee signs. Empty: the text as shipped.",
    )
    archive_undertaking_text = fields.Text(
        "Undertaking of Confidentiality",
        help="What whoever consults or borrows signs 保密承诺书. Empty: the text as shipped.",
    )

    def _archive_agreement(self):
        """The text that every employee signs.

        :rtype: str
        """
        return self.sudo().archive_agreement_text or self.env._(
            "I keep what I learn of the company's records to myself. I show, copy and take out"
            " nothing without permission, give my account to nobody, return what I hold when I"
            " leave, and report a loss or a leak at once. I know that a breach has disciplinary"
            " consequences, up to the end of my contract."
        )

    def _archive_undertaking(self):
        """The text that whoever consults or borrows signs.

        :rtype: str
        """
        return self.sudo().archive_undertaking_text or self.env._(
            "I use what I am shown for the stated purpose only, at the stated place, until the"
            " stated day. I pass nothing on, copy and mark nothing without permission, tell"
            " nobody else what it says, and answer for loss, damage and disclosure."
        )
