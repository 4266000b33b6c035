import re
from hashlib import sha256

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

_ADDRESS = re.compile(r"https?://[^\s/]+")
_STAMP_FIELDS = {"archive_stamp_url", "archive_stamp_certificates"}


class ResCompany(models.Model):
    """The addresses outside the company to which the end of the log is sent (B6)."""

    _inherit = "res.company"

    archive_anchor_email = fields.Char(
        "Archive Log: Outside Address",
        help="Each night's end of the log is mailed here too, to an auditor or a parent company:"
        " nobody of this company can take it back.",
    )
    archive_stamp_url = fields.Char(
        "Time-Stamping Service",
        help="Address of a service (RFC 3161) that stamps the end of the log each day; only a"
        " hash is sent to it.",
    )
    archive_stamp_certificates = fields.Text(
        "Certificates of the Service",
        help="Its root certificate, and those between, as PEM: by them each stamp is checked.",
    )

    @api.constrains("archive_stamp_url")
    def _check_archive_stamp_url(self):
        for company in self:
            if company.archive_stamp_url and not _ADDRESS.match(company.archive_stamp_url):
                raise ValidationError(
                    self.env._("%s is no address of a service.", company.archive_stamp_url)
                )

    def write(self, vals):
        before = self._archive_stamp_facts() if _STAMP_FIELDS & vals.keys() else {}
        result = super().write(vals)
        after = self._archive_stamp_facts() if before else {}
        for company, facts in after.items():
            if facts != before[company] and self.env.uid != SUPERUSER_ID:
                self.env["property.archive.log"]._alarm(
                    "decision_rule_changed", company, before=before[company], after=facts
                )
        return result

    def _archive_stamp_facts(self):
        """Settings of the time-stamping service: whoever changes them could stamp a forged log."""
        return {
            company: {
                "service": company.archive_stamp_url,
                "certificates": sha256(
                    (company.archive_stamp_certificates or "").encode()
                ).hexdigest()[:16],
            }
            for company in self.sudo()
        }
