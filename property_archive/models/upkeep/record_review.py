from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...groups import USER
from ...notify import ask_to_do, tell_of
from ...selections import KEPT_STATES

_ACTIVITY = "property_archive.mail_activity_type_review"


class PropertyArchiveRecord(models.Model):
    """Records become outdated: periodic reviews and changed contacts (requirement A12)."""

    _inherit = "property.archive.record"

    to_check = fields.Boolean(
        "To Be Checked",
        readonly=True,
        copy=False,
        help="Telephone, e-mail or address of the contact changed since the file was looked"
        " at last.",
    )
    date_to_check = fields.Datetime("Contact Changed On", readonly=True, copy=False)
    review_asked = fields.Boolean(
        readonly=True, copy=False, help="Whoever is responsible was asked for the review."
    )
    review_incident = fields.Boolean(
        readonly=True, copy=False, help="An incident was opened: it was not updated in time."
    )
    review_ids = fields.One2many("property.archive.review", "record_id", "Reviews")

    _to_check_idx = models.Index(
        "(date_to_check, id) WHERE to_check IS TRUE AND review_asked IS NOT TRUE"
    )
    _flagged_idx = models.Index("(company_id) WHERE to_check IS TRUE")
    _review_ask_idx = models.Index(
        "(date_review_due, id) WHERE state = 'filed' AND date_review_due IS NOT NULL"
        " AND review_asked IS NOT TRUE"
    )
    _review_incident_idx = models.Index(
        "(category_id, date_review_due, id) WHERE state = 'filed'"
        " AND date_review_due IS NOT NULL AND review_incident IS NOT TRUE"
    )

    @api.model
    def _flag_contacts(self, partners):
        """Mark the open files about these changed contacts as to be checked.

        Constant number of queries; the job notifies the responsible users.

        :param partners: ``res.partner``
        """
        if not self._is_about(partners):
            return
        records = self.sudo().search(
            self._about_domain(partners)
            & Domain("state", "in", KEPT_STATES)
            & Domain("date_closed", "=", False),
            order="id",
        )
        records._write_protected(
            {"to_check": True, "date_to_check": fields.Datetime.now(), "review_asked": False}
        )

    @api.model
    def _cron_review(self):
        """Job: ask for reviews that are due, once each."""
        self._run_in_batches(
            [("to_check", "=", True), ("review_asked", "=", False)],
            "date_to_check, id",
            "_ask_check",
        )
        self._run_in_batches(
            self.env["res.company"]._archive_due_domain("date_review_due")
            & Domain([("state", "=", "filed"), ("review_asked", "=", False)]),
            "date_review_due, id",
            "_ask_review",
        )
        self._cron_not_updated()

    @api.model
    def _cron_not_updated(self):
        """Job: treat files not reviewed in time as not updated, if the category says so.

        003-7 三: the person responsible is penalized for a file that is not updated.
        """
        categories = self.env["property.archive.category"].sudo()
        categories = categories.with_context(active_test=False)
        for category in categories.search([("review_incident_days", ">", 0)], order="id"):
            waiting = [
                ("category_id", "=", category.id),
                ("state", "=", "filed"),
                ("date_review_due", "!=", False),
                ("review_incident", "=", False),
            ]
            for (company,) in self.sudo()._read_group(waiting, ["company_id"]):
                limit = company._archive_today() - timedelta(days=category.review_incident_days)
                self._run_in_batches(
                    [
                        *waiting,
                        ("company_id", "=", company.id),
                        ("date_review_due", "<=", limit),
                    ],
                    "date_review_due, id",
                    "_not_updated",
                )

    def _not_updated(self):
        """Open an incident for each of these files with an overdue review (D11)."""
        for record in self.sudo():
            self.env["property.archive.incident"]._open_once(
                "not_updated",
                f"not_updated,{record.id},{record.date_review_due}",
                records=record,
                employees=record.responsible_id
                or record.submitter_id.with_company(record.company_id).employee_id,
                note=self.env._("The review was due on %s.", record.date_review_due),
            )
        self._write_protected({"review_incident": True})

    def _ask_check(self):
        """Schedule one activity for each file about a changed contact."""
        for (user, day), records in self._by_clerk_and_day("date_to_check").items():
            records = records.with_context(mail_activity_quick_update=True, lang=user.lang)
            ask_to_do(
                records,
                _ACTIVITY,
                user,
                lambda env: env._("Review the file"),
                day,
                lambda env: env._("The contact changed: look whether the file is still right."),
            )
            tell_of(
                records, user, records.env._("Contacts changed, to be checked: %s", len(records))
            )
        self._write_protected({"review_asked": True})

    def _ask_review(self):
        """Send one message to each responsible user: there may be hundreds of reviews."""
        by_user = {}
        for record in self.sudo():
            user = record.responsible_id.user_id.filtered("active") or record.submitter_id
            by_user.setdefault(user, self.browse())
            by_user[user] |= record
        for user, records in by_user.items():
            records = records.with_context(lang=user.lang)
            tell_of(records, user, records.env._("Reviews that are due: %s", len(records)))
        self._write_protected({"review_asked": True})

    def action_review(self):
        """Open the wizard that records the result of a review."""
        self._check_reviewer()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_review_wizard_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    def _check_reviewer(self):
        """Raise unless the current user may review these records.

        These are clerks and archivists who see them, and the responsible employee.
        """
        self.check_access("read")
        clerk = self.env.user.has_group(USER)
        self._check_state(*KEPT_STATES)
        for record in self:
            if not clerk and record.sudo().responsible_id.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%s is reviewed by the clerks, the archivists or whoever answers for it.",
                        record.display_name,
                    )
                )

    def _review(self, result, note=None):
        """Record a review; the next period starts today.

        :param str result: a value of ``property.archive.review.result``
        :param str note: what was found
        :rtype: property.archive.review
        """
        self._check_reviewer()
        self._lock_rows()
        reviews = (
            self.env["property.archive.review"]
            .sudo()
            ._create_protected(
                [
                    {
                        "record_id": record.id,
                        "user_id": self.env.uid,
                        "result": result,
                        "note": note,
                        "contact_changed": record.to_check,
                    }
                    for record in self.sudo()
                ]
            )
        )
        for company, records in self.sudo().grouped("company_id").items():
            records._write_protected(
                {
                    "date_reviewed": company._archive_today(),
                    "to_check": False,
                    "date_to_check": False,
                    "review_asked": False,
                    "review_incident": False,
                }
            )
        self.sudo().activity_unlink([_ACTIVITY])
        self.env["property.archive.log"]._log("reviewed", self, result=result)
        return reviews

    def _clear_content(self):
        result = super()._clear_content()
        # one search: after the removal of files the field would be read record by record
        reviews = self.env["property.archive.review"].sudo()
        reviews.search([("record_id", "in", self.ids), ("note", "!=", False)])._write_protected(
            {"note": False}
        )
        return result
