from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.property_archive.notify import ask_to_do

from .destruction import SECRET_METHODS


class PropertyArchiveDestruction(models.Model):
    """From the submission to the end of the waiting period (requirements E4, E5)."""

    _inherit = "property.archive.destruction"

    # -- approval ---------------------------------------------------------------------------

    def _approval_people(self):
        batch = self.sudo()
        return (
            batch.requester_id
            | batch.executor_id
            | self._person_of(partners=batch.supervisor_ids)
            .with_context(active_test=False)
            .user_ids
        )

    def _approval_records(self):
        return super()._approval_records() | self.sudo().line_ids.record_id

    def _approval_employee(self):
        return self.sudo().requester_id.employee_id

    def _approval_category(self):
        return self.sudo().line_ids.filtered("is_open").record_id.category_id[:1]

    def _missing_to_submit(self):
        """What the requester still has to fill in, all of it at once."""
        self.ensure_one()
        missing = []
        if not (self.reason or "").strip():
            missing.append(self.env._("the reason"))
        if not self.method:
            missing.append(self.env._("the method"))
        if not self.executor_id:
            missing.append(self.env._("the executor"))
        if len(self.supervisor_ids) < 2:
            missing.append(self.env._("two supervisors (contacts from outside count as well)"))
        return missing

    def action_submit(self):
        """Seal the list and send it to the approvers of its categories.

        :raise UserError: when something is missing, a record cannot be destroyed, or its
            category has other approvers
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("draft")
        missing = self._missing_to_submit()
        if missing:
            raise UserError(
                self.env._(
                    "%(batch)s still needs: %(missing)s.",
                    batch=self.name,
                    missing=format_list(self.env, missing),
                )
            )
        self._check_duties_apart()
        self.env["property.archive.retention.rule"]._check_rules_of(
            self.sudo().line_ids.record_id, self.env.user | self.sudo().create_uid
        )
        lines = self.sudo().line_ids.filtered("is_open")
        if lines:
            lines = self._drop_blocked(lines)
            if not lines:
                raise UserError(
                    self.env._(
                        "Nothing on %s can be destroyed now: see the reasons.",
                        self.name,
                    )
                )
            self._check_method(lines)
        roles = self._check_one_procedure(lines or self.sudo().line_ids)
        lines._seal_list()
        self.sudo()._write_protected({"state": "to_approve"})
        self.env["property.archive.log"]._log("destruction_submitted", self, count=len(lines))
        self.sudo()._approval_start({self.sudo(): roles})
        self._note_participants()
        return True

    def _check_one_procedure(self, lines):
        """The roles that approve all of these lines.

        :raise UserError: when categories on the list ask for different approvers
        """
        if not lines:
            raise UserError(self.env._("%s lists nothing: add records first.", self.name))
        procedures = {}
        for category in lines.record_id.category_id:
            procedures.setdefault(self._procedure(category, self.sudo().company_id), category)
        if len(procedures) > 1:
            raise UserError(
                self.env._(
                    "The categories %s are approved by different people: put them on lists of"
                    " their own.",
                    ", ".join(category.display_name for category in procedures.values()),
                )
            )
        return list(next(iter(procedures))[0])

    def _check_method(self, lines):
        """Raise when the method does not fit the level or the medium of a record (E4)."""
        for record in lines.record_id:
            if self.method == "wipe":
                if record.medium != "electronic":
                    raise UserError(
                        self.env._(
                            "%s is not only electronic: wiping does not destroy what lies on the"
                            " shelf. Choose another method.",
                            record.display_name,
                        )
                    )
            elif record.level_id.clearance_required and self.method not in SECRET_METHODS:
                raise UserError(
                    self.env._(
                        "%(record)s is %(level)s: it is shredded, burnt or pulped, not torn up.",
                        record=record.display_name,
                        level=record.level_id.name,
                    )
                )

    def _approval_warnings(self):
        """What an approver confirms: how many records, by which rule, how, and which."""
        texts = []
        for batch in self:
            lines = batch.line_ids.filtered("is_open")
            titles = [f"{line.reference} {line.title or ''}".strip() for line in lines[:20]]
            if len(lines) > 20:
                titles.append(self.env._("and %s more", len(lines) - 20))
            rules = lines.sudo().record_id.retention_rule_id
            texts.append(
                self.env._(
                    "%(count)s records are destroyed beyond recovery, by: %(method)s. Period:"
                    " %(periods)s.\n%(titles)s",
                    count=len(lines),
                    method=batch._label("method"),
                    periods=", ".join(sorted({rule.duration or "" for rule in rules})),
                    titles="\n".join(titles),
                )
            )
        return texts + super()._approval_warnings()

    def _approval_recheck(self):
        for batch in self.sudo():
            batch._check_duties_apart()
            lines = batch.line_ids.filtered("is_open")
            records = lines.record_id
            if records and len(batch._blockers_of(records)) == len(records):
                raise UserError(
                    self.env._(
                        "Nothing on %s can be destroyed now: refuse it.",
                        batch.name,
                    )
                )

    def _approval_done(self):
        for batch in self.sudo():
            lines = batch.line_ids.filtered("is_open")
            batch.line_ids._apply_opinions()
            lines._write_protected({"state": "approved"})
            today = batch.company_id._archive_today()
            days = batch.company_id.archive_destruction_wait
            batch._write_protected(
                {
                    "state": "waiting" if days else "approved",
                    "date_approved": today,
                    "wait_days": days,
                    "date_executable": fields.Date.add(today, days=days),
                }
            )
            if not lines:
                # when everything is kept, the approval ends the batch: there is nothing to execute
                batch._write_protected(
                    {
                        "state": "cancelled",
                        "stop_reason": self.env._("Everything on the list is kept."),
                    }
                )
                continue
            batch._check_duties_apart()
            batch._ask_to_execute()

    def _approval_refused(self, reason):
        for batch in self.sudo():
            batch.line_ids.filtered("is_open")._leave_list(reason)
            batch._write_protected({"state": "refused", "stop_reason": reason})

    def _ask_to_execute(self):
        """Tell executor and supervisors from which day on they can act."""
        self.ensure_one()
        day, executor = self.date_executable, self.executor_id
        self._ask_person(executor, lambda env: env._("Execute the destruction"), day)
        for user in self.supervisor_ids.user_ids - executor:
            self._ask_person(user, lambda env: env._("Sign before the destruction"), day)

    def _ask_person(self, user, summary, deadline=None):
        """Give somebody something to do about this batch.

        :param user: ``res.users``
        :param summary: function of an environment in their language, that says what
        :param date deadline: default today
        """
        kind = "property_archive_retention.mail_activity_type_destruction"
        ask_to_do(self.sudo(), kind, user, summary, deadline)

    # -- stop and cancel --------------------------------------------------------------------

    def action_stop(self, reason=None):
        """Stop a destruction that is not under way yet; everything on it stays.

        Participants and archivists may do this: stopping destroys nothing.

        :param str reason: kept on the batch; without one a dialog asks for it
        """
        self.ensure_one()
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Stop the Destruction"), "action_stop"
            )
        self._lock_in_state("appraisal", "draft", "to_approve", "approved", "waiting")
        self.sudo()._approval_cancel()
        self.sudo().line_ids.filtered("is_open")._leave_list(reason.strip())
        self.sudo()._write_protected({"state": "cancelled", "stop_reason": reason.strip()})
        self.sudo().activity_unlink(["property_archive_retention.mail_activity_type_destruction"])
        self.env["property.archive.log"]._log("destruction_stopped", self)
        self._note_cancelled(reason.strip())
        return True
