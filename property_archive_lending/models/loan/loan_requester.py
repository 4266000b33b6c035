from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from odoo.addons.property_archive.groups import ARCHIVIST, KEEPER


class PropertyArchiveLoan(models.Model):
    """Who may ask, and as what the lending policy counts them (requirements D1, D2)."""

    _inherit = "property.archive.loan"

    @api.constrains("employee_id", "partner_id", "outsider", "company_id", "user_id")
    def _check_borrower(self):
        """Raise unless there is one borrower; only the archive desk asks for somebody else."""
        for loan in self:
            if bool(loan.employee_id) == bool(loan.partner_id):
                raise ValidationError(
                    self.env._("A request names one borrower: an employee or an outside party.")
                )
            if loan.partner_id and not loan.outsider:
                raise ValidationError(
                    self.env._("Say as what %s comes.", loan.partner_id.display_name)
                )
            if loan.company_id not in self.env.companies:
                raise ValidationError(
                    self.env._("You do not work in company %s.", loan.company_id.sudo().name)
                )
            own = loan.sudo().employee_id.user_id == self.env.user or loan._is_portal()
            # constraints run as superuser: what counts is who calls
            desk = self.env.uid == SUPERUSER_ID or self.env.user.has_group(KEEPER)
            if not own and not desk:
                raise ValidationError(
                    self.env._(
                        "You ask for yourself; for somebody else, or for an outside party, the"
                        " archive desk enters the request."
                    )
                )

    @api.model
    def _is_desk(self):
        """Whether the current user works at the archive desk, for all files of the company."""
        return self.env.user.has_group(ARCHIVIST)

    def _is_portal(self):
        """Whether this request was made in the portal, by its borrower.

        Only there can a user without right to create requests be the one who asks.
        """
        self.ensure_one()
        loan = self.sudo()
        return (
            loan.outsider == "self"
            and loan.user_id.share
            and loan.user_id.partner_id == loan.partner_id
        )

    def _requester_kinds(self):
        """The kinds of requester that apply to these requests as a whole (D2).

        People are looked up without the caller's context, like approvers.

        :rtype: dict(property.archive.loan, set(str))
        """
        loans = self.sudo().with_context({})
        employees = loans.employee_id
        heads = (
            self.env["hr.department"]
            .sudo()
            .search([("manager_id", "in", employees.ids)])
            .manager_id
        )
        kinds = {}
        for loan, clean in zip(self, loans, strict=True):
            if clean.partner_id:
                kinds[loan] = {"external", clean.outsider}
                continue
            employee, company = clean.employee_id, clean.company_id
            user = employee.user_id
            found = {"employee"}
            if user & (company.archive_leader_ids | company.archive_general_manager_id):
                found |= {"company_leader", "assistant_head"}
            job = employee.current_version_id.job_id
            if employee in heads or job.archive_assistant_head:
                found.add("assistant_head")
            if user and user.has_group("hr.group_hr_user"):
                found.add("hr")
            kinds[loan] = found
        return kinds
