from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import ask_to_do, tell

_DUE = "property_archive_lending.mail_activity_type_due"


class PropertyArchiveLoanLine(models.Model):
    """Asking back before it is due (requirement D8)."""

    _inherit = "property.archive.loan.line"

    date_recalled = fields.Datetime(
        "Asked Back On",
        readonly=True,
        copy=False,
        help="The archive needs it before it is due; it is not renewed any more.",
    )

    def action_recall(self):
        """Ask the borrowers to return these records now; they are not renewed any more.

        :raise UserError: when one is not out on paper, or was asked back already
        """
        self._check_desk()
        self._lock_rows()
        self._check_state("out")
        for line in self.sudo():
            if not line.physical or line.date_recalled:
                raise UserError(
                    self.env._(
                        "%s: there is no paper to ask back, or it was asked back already.",
                        line.display_name,
                    )
                )
        for line in self.sudo():
            line._write_protected({"date_recalled": fields.Datetime.now()})
            user, partner = line._get_reminded("borrower")
            env = self.with_context(lang=partner.lang or self.env.lang).env
            text = env._(
                "The archive needs %s back: please return it at the archive desk now.",
                line.record_id._get_html_link(),
            )
            tell(self.env, partner, line.loan_id.name, [text], line, kept=True)
            if user:
                ask_to_do(line, _DUE, user, lambda env: env._("Bring it back now"), note=text)
        self.env["property.archive.log"]._log("recalled", self)
        return True
