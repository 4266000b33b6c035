from odoo import api, fields, models
from odoo.exceptions import UserError

from ...concurrency import made_once
from ...notify import ask_to_do, tell
from ...selections import KEPT_STATES

_REPORT = "property_archive.mail_activity_type_incident"


class PropertyArchiveIncident(models.Model):
    """Opening, reporting and deciding an incident (requirement D11)."""

    _inherit = "property.archive.incident"

    # -- opening ----------------------------------------------------------------------------

    @api.model
    def _open_once(self, kind, fact, records=None, employees=None, company=None, note=None):
        """Open an incident, once for each fact.

        Used by operations and jobs of the archive, independent of the current user's rights.

        :param str kind: a value of ``kind``
        :param str fact: unique key of the finding, such as ``late_filing,42``
        :param records: ``property.archive.record`` it is about
        :param employees: ``hr.employee`` who answer for it
        :param company: ``res.company``, default that of the records or employees
        :param str note: what was found
        :return: the incident of this fact, a new one or the one there is
        :rtype: property.archive.incident
        :raise ConcurrencyError: when another transaction opens it at this moment; the
            request is tried again by itself
        """
        incidents = self.sudo().with_context({})
        if found := incidents.search([("fact", "=", fact)]):
            return found
        records = (records or self.env["property.archive.record"]).sudo()
        employees = (employees or self.env["hr.employee"]).sudo()
        company = company or records.company_id[:1] or employees.company_id[:1]
        vals = {
            "kind": kind,
            "fact": fact,
            "record_ids": [(6, 0, records.ids)],
            "item_count": len(records) or 1,
            "description": note,
            "company_id": (company or self.env.company).id,
            "opened_by_id": self.env.uid,
        }
        with made_once(self.env, fact):
            incident = incidents._create_protected([vals])
        self.env["property.archive.incident.person"].sudo()._create_protected(
            [
                {"incident_id": incident.id, "role": "responsible", "employee_id": employee.id}
                for employee in employees
            ]
        )
        incident._announce_new()
        return incident

    def _announce_new(self):
        """Number new incidents, log them and ask for the written report."""
        # a concurrent lending or destruction of these records must be retried (E5)
        self.sudo().record_ids._claim_rows()
        for incident in self.sudo():
            incident._write_protected({"name": self._next_number(incident.company_id)})
            self.env["property.archive.log"]._log(
                "incident_opened", incident, kind=incident.kind, about=incident.record_ids.ids
            )
            for user in incident._report_users():
                ask_to_do(incident, _REPORT, user, lambda env: env._("Write the report"))

    def _report_users(self):
        """Users asked for the report: those responsible, else the archive head."""
        employees = self.person_ids.filtered(lambda p: p.role == "responsible").employee_id
        users = employees.user_id.filtered(lambda u: u.active and not u.share)
        return users or self.company_id.archive_head_id

    # -- reporting --------------------------------------------------------------------------

    def action_report(self):
        """Hand in the written report; then a person who is not involved decides.

        :raise UserError: when the report or the day is missing, or nobody can decide
        """
        self.check_access("write")
        self._lock_rows()
        self._check_state("open")
        for incident in self:
            if not (incident.report or "").strip() or not incident.date_occurred:
                raise UserError(
                    self.env._(
                        "%s: write the report first: what happened, when, how and why.",
                        incident.display_name,
                    )
                )
        self.sudo()._write_protected(
            {
                "state": "reported",
                "date_reported": fields.Datetime.now(),
                "reported_by_id": self.env.uid,
            }
        )
        self.sudo().activity_unlink([_REPORT])
        self.env["property.archive.log"]._log("incident_reported", self)
        self.sudo()._approval_start({incident: ["incident_decider"] for incident in self.sudo()})
        return True

    # -- who decides ------------------------------------------------------------------------

    def _approval_people(self):
        """Exclude the people involved and the one who opened it from deciding."""
        incident = self.sudo()
        employees = incident.person_ids.employee_id.with_context(active_test=False)
        partners = incident.person_ids.partner_id | employees.work_contact_id
        users = employees.user_id | partners.with_context(active_test=False).user_ids
        users |= incident.opened_by_id | incident.reported_by_id
        return users - self.env.ref("base.user_root")

    def _approval_employee(self):
        people = self.sudo().person_ids.filtered(lambda p: p.role == "responsible")
        return people.employee_id[:1]

    def _approval_category(self):
        return self.sudo().record_ids.category_id[:1]

    def _role_users(self, role):
        if role != "incident_decider":
            return super()._role_users(role)
        company = self.sudo().company_id
        return (
            company.archive_incident_decider_ids
            or self._hr_managers(company)
            or company.archive_head_id
        )

    @api.model
    def _hr_managers(self, company):
        """HR managers of a company, who decide unless others are named (D11).

        Administrators are left out: they have the HR groups without working in HR.
        """
        group = self.env.ref("hr.group_hr_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active
            and company in user.company_ids
            and not user.has_group("base.group_system")
        )

    # -- deciding ---------------------------------------------------------------------------

    def action_approve(self):
        """Open the dialog that asks for the text of the decision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "property.archive.incident.decide.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_id": self.id},
        }

    def action_decide(self, decision, consequence="none"):
        """Decide on a reported incident.

        :param str decision: what is decided, and why
        :param str consequence: the consequence for the records, a value of ``consequence``
        :raise UserError: when the current user may not decide
        """
        self.ensure_one()
        if not (decision or "").strip():
            raise UserError(self.env._("Write down what you decide, and why."))
        if consequence not in dict(self._fields["consequence"].selection):
            raise UserError(self.env._("Choose what becomes of the record."))
        self.check_access("read")
        self._lock_rows()
        self.sudo().record_ids._lock_rows()
        super().action_approve()
        self.sudo()._write_protected(
            {
                "state": "decided",
                "decision": decision.strip(),
                "consequence": consequence,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        if consequence == "missing":
            self.sudo().record_ids._set_missing(incident=self.id)
        self.env["property.archive.log"]._log(
            "incident_decided",
            self,
            consequence=consequence,
            about=self.sudo().record_ids.ids,
        )
        self.sudo()._after_decision()
        return True

    def _after_decision(self):
        """Hook: these incidents were decided; run as superuser."""
        for incident in self.filtered(lambda incident: incident.consequence == "replaced"):
            incident.record_ids._set_found(incident=incident.name)
        for incident in self.filtered(lambda incident: incident.consequence == "damaged"):
            kept = incident.record_ids.filtered(lambda r: r.state in KEPT_STATES)
            kept._write_protected({"condition": "damaged"})
            # the number only: users of the record need not know who caused it
            self.env["property.archive.repair"]._open_for(kept, origin=incident.name)
        self._tell_people(self.env._("Decided"))

    def _approval_refused(self, reason):
        """Close the incident as unfounded."""
        self.sudo()._write_protected(
            {
                "state": "cancelled",
                "decision": reason,
                "consequence": "none",
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        self.sudo()._tell_people(self.env._("Found to be nothing"))

    def _tell_people(self, text):
        """Notify those responsible who may read the incident of its outcome."""
        for incident in self:
            people = incident.person_ids.filtered(lambda p: p.role == "responsible")
            partners = people.employee_id.user_id.filtered("active").partner_id
            tell(self.env, partners, incident.display_name, [text], incident)

    def action_found(self):
        """Mark the missing record as found, so that it can be lent and destroyed again."""
        self.check_access("read")
        self._check_staff()
        self._lock_rows()
        missing = self.sudo().filtered(
            lambda i: i.consequence == "missing" and not i.date_recovered
        )
        if not missing:
            raise UserError(self.env._("Nothing of this is missing."))
        missing.record_ids._lock_rows()
        missing.record_ids._set_found()
        missing._write_protected({"date_recovered": fields.Datetime.now()})
        return True
