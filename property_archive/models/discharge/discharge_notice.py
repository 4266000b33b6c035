from odoo import api, fields, models
from odoo.tools import split_every

from ...groups import ARCHIVIST
from ...jobs import run_batches
from ...notify import ask_to_do

_LEAVING = "property_archive.mail_activity_type_leaving"
_SIGN = "property_archive.mail_activity_type_discharge_sign"


class PropertyArchiveDischarge(models.Model):
    """Notifies the people who can clear a planned departure (requirement F2)."""

    _inherit = "property.archive.discharge"

    @api.model
    def _plan(self, employees):
        """Notify of planned departures with open documents; withdraw for cancelled plans.

        Called whenever a departure date or a contract changes, and daily; repeated calls
        have no further effect.

        :param employees: ``hr.employee`` to look at
        """
        employees = employees.sudo().with_context(version_id=False)
        planned = employees.browse(employees._archive_planned_ids(employees.ids))
        certificates = self.sudo()._open_of(employees)
        begun = certificates.employee_id
        blockers = (planned - begun)._archive_departure_blockers()
        if blockers:
            new = self._begin(employees.browse(blockers)).sudo()
            new._refresh()
        for certificate in certificates:
            date = certificate.employee_id._archive_planned_date()
            if certificate.employee_id not in planned:
                date = False
            if date == certificate.date_planned:
                continue
            called_off = certificate.date_planned and not date
            certificate._write_protected({"date_planned": date})
            if called_off and certificate.state == "draft":
                certificate._cancel(self.env._("The departure was called off."))
            else:
                certificate._refresh()

    def _get_people_to_tell(self):
        """Users to notify of what is open: the borrower, their manager, the archive.

        :rtype: res.users
        """
        self.ensure_one()
        company = self.company_id
        archive = company.archive_head_id
        if not archive:
            desk = self.env.ref(ARCHIVIST)
            archive = desk.all_user_ids.filtered(lambda u: company in u.company_ids)[:1]
        return (self.user_id | self.manager_id | archive).filtered("active")

    def _refresh(self):
        """Create and close activities according to what is open (F2)."""
        pending = self.sudo().filtered(lambda d: d.state == "draft" and not d.date_departed)
        open_by_person = pending.employee_id._archive_open_by_person()
        for discharge in self.sudo():
            texts = []
            if discharge in pending and discharge.date_planned:
                texts = [text for _document, text in open_by_person.get(discharge.employee_id, [])]
            known = discharge.activity_search([_LEAVING])
            if not texts:
                if discharge.state == "cancelled":
                    known.unlink()
                elif known:
                    known.action_feedback(feedback=self.env._("Cleared."))
                continue
            for user in discharge._get_people_to_tell() - known.user_id:
                ask_to_do(
                    discharge,
                    _LEAVING,
                    user,
                    lambda env, discharge=discharge: env._(
                        "%(name)s leaves on %(date)s and is not cleared",
                        name=discharge.employee_id.name,
                        date=discharge.date_planned,
                    ),
                    min(
                        discharge.date_planned,
                        fields.Date.add(discharge.company_id._archive_today(), days=7),
                    ),
                )

        self.sudo()._refresh_signing()

    def _get_missing_signers(self):
        """Users whose signature is still missing.

        :rtype: res.users
        """
        self.ensure_one()
        users = self.env["res.users"]
        if self.state != "to_sign":
            return users
        unsigned = self._unsigned_parts()
        if "employee" in unsigned:
            users |= self.user_id
        if "archivist" in unsigned:
            users |= (self.user_id | self.manager_id)._archive_next(self.company_id)
        if "manager" in unsigned:
            users |= self.manager_id
        return users.filtered("active")

    def _refresh_signing(self):
        """Create activities for missing signatures and close those that were given (F3)."""
        for discharge in self:
            signers = discharge._get_missing_signers()
            known = discharge.activity_search([_SIGN])
            new = signers - known.user_id
            settled = known.filtered(lambda a, signers=signers: a.user_id not in signers)
            if discharge.state == "cancelled":
                settled.unlink()
            elif settled:
                settled.action_feedback()
            for user in new:
                ask_to_do(discharge, _SIGN, user, lambda env: env._("Sign the certificate"))

    @api.model
    def _refresh_people(self, users, employees=None):
        """Check whether these people are cleared after something was settled.

        :param users: ``res.users``
        :param employees: ``hr.employee``, where they have no user
        """
        domain = [("user_id", "in", users.ids)]
        if employees:
            domain = ["|", *domain, ("employee_id", "in", employees.ids)]
        pending = self.sudo().search(
            [*domain, ("state", "=", "draft"), ("date_departed", "=", False)]
        )
        if pending:
            pending._refresh()

    @api.model
    def _cron_departures(self):
        """Job: handle departures that are near, cleared by hand, or reached (F2, F5)."""
        employees = self.env["hr.employee"].sudo().with_context(version_id=False)
        open_ones = self.sudo().search(
            [("state", "!=", "cancelled"), ("date_departed", "=", False)]
        )
        ids = sorted({*employees._archive_planned_ids(), *open_ones.employee_id.ids})

        def refresh(batch):
            batch = batch.exists()
            self._plan(batch)
            self.sudo()._open_of(batch)._refresh()
            batch._archive_end_reached()

        run_batches(self.env, split_every(100, ids, employees.browse), refresh, len(ids))
