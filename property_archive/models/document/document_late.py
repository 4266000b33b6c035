from odoo import api, fields, models
from odoo.exceptions import UserError

from ...notify import tell


class ResCompany(models.Model):
    _inherit = "res.company"

    archive_office_signs = fields.Boolean(
        "Only the Office Receives Documents",
        help="Only the GM's secretary signs for and registers what comes in (004 §7 2.1).",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    archive_office_signs = fields.Boolean(related="company_id.archive_office_signs", readonly=False)


class PropertyArchiveDocument(models.Model):
    """The office that receives documents, and overdue circulation (J16, 004 §7)."""

    _inherit = "property.archive.document"

    late = fields.Boolean(
        "Delayed",
        readonly=True,
        copy=False,
        help="Somebody did not do in time what it was passed to them for: it stays.",
    )

    def _check_office(self):
        """Raise when anybody but the office registers an incoming document.

        :raise UserError: naming the office
        """
        me = self.env.user._archive_same_person()
        for document in self.sudo().filtered(lambda d: d.kind == "incoming"):
            company = document.company_id
            office = company.archive_office_id
            if not company.archive_office_signs or office in me:
                continue
            represented = self.env["property.archive.delegation"]._get_represented(self.env.user)
            if office and office in represented.get(company, self.env["res.users"]):
                continue
            raise UserError(
                self.env._(
                    "What comes in to %(company)s is signed for and registered by its office:"
                    " give it to %(office)s.",
                    company=company.name,
                    office=office.name or self.env._("the GM's secretary"),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_office()
        return documents

    def action_submit(self):
        self._check_office()
        return super().action_submit()


class PropertyArchiveDocumentCirculation(models.Model):
    """Overdue circulations are marked and reminded automatically (004 §7 1.11)."""

    _inherit = "property.archive.document.circulation"

    late = fields.Boolean(readonly=True, copy=False, help="Not done by its day: it stays.")
    date_chased = fields.Date("Chased On", readonly=True, copy=False)

    @api.model
    def _cron_late(self):
        """Daily job: mark late circulations and remind the holders."""
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            today = company._archive_today()
            self._run_in_batches(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "here"),
                    ("date_due", "<", today),
                    "|",
                    ("date_chased", "=", False),
                    ("date_chased", "<", today),
                ],
                "date_due, id",
                "_mark_late",
            )

    def _mark_late(self):
        for line in self.sudo():
            document = line.document_id
            line._write_protected({"late": True, "date_chased": line.company_id._archive_today()})
            document._write_protected({"late": True})
            partners = line.employee_id.user_id.partner_id | document.requester_id.partner_id
            subject = self.env._("Late: %s", document.name)
            text = self.env._(
                "It was to be done by %(date)s and is with %(user)s: say what was done.",
                date=line.date_due,
                user=line.employee_id.name,
            )
            tell(self.env, partners, subject, [text], document)
        self.env["property.archive.log"]._log("document_late", self.sudo().document_id)
