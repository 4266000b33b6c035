from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .destruction import SECRET_METHODS


class PropertyArchiveDestruction(models.Model):
    """From the proposal to the end of the waiting period (requirements E2, E4, E5)."""

    _inherit = "property.archive.destruction"

    # -- proposal ---------------------------------------------------------------------------

    @api.model
    def _due_domain(self, company, date):
        """Records of a company that are due on a date and in no open batch."""
        listed = (
            self.env["property.archive.destruction.line"].sudo()._search([("is_open", "=", True)])
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ["filed", "sealed"])
            & Domain("date_retention_due", "<=", date)
            & Domain("retention_permanent", "=", False)
            & Domain("retention_action", "in", ["destroy", "review"])
            & Domain("id", "not in", listed.subselect("record_id"))
        )

    @api.model
    def action_propose_due(self, department_id=False, category_id=False):
        """Propose what is due in the current company, at most that (E2).

        Makes one batch for each department and way of approval.

        :param int department_id: only records of this department
        :param int category_id: only records of this category and those below
        :return: action that shows the batches
        :raise UserError: when nothing is due
        """
        self._check_archivist()
        batches = self._propose_due(self.env.company, department_id, category_id)
        if not batches:
            raise UserError(
                self.env._(
                    "Nothing that you may see is due in %s. Records without a retention date are"
                    " listed under “Without Retention Date”.",
                    self.env.company.name,
                )
            )
        return batches._get_batches_action()

    @api.model
    def _propose_due(self, company, department_id=False, category_id=False):
        """Make the batches of :meth:`action_propose_due`.

        :rtype: property.archive.destruction
        """
        today = self.env["property.archive.access"]._today(company)
        domain = self._due_domain(company, today)
        if department_id:
            domain &= Domain("department_id", "=", department_id)
        if category_id:
            domain &= Domain("category_id", "child_of", category_id)
        records = self.env["property.archive.record"].search(domain, order="id")
        return self._make_batches(records)

    @api.model
    def _make_batches(self, records):
        """A batch for each department and way of approval of these due records.

        :param records: records of one company
        :rtype: property.archive.destruction
        """
        batches = self.browse()
        for (department, _key), group in self._group_by_procedure(records).items():
            batch = self.with_company(group.company_id).create(
                [
                    {
                        "department_id": department.id,
                        "reason": self.env._("The retention period is over."),
                    }
                ]
            )
            batch._add_lines(group)
            batches |= batch
        return batches

    @api.model
    def _group_by_procedure(self, records):
        """These records by department and by who approves their destruction."""
        procedures = {
            category: self._procedure(category, company)
            for company, group in records.sudo().grouped("company_id").items()
            for category in group.category_id
        }
        return records.grouped(lambda r: (r.department_id, procedures[r.sudo().category_id]))

    @api.model
    def _procedure(self, category, company):
        """What makes the approval of two categories the same: roles and keeping head."""
        roles = category._destruction_roles()
        head = category._keeping_head(company).id if "keeping_head" in roles else False
        return tuple(roles), head

    def _add_lines(self, records):
        """List these records, each with what still stands against its destruction."""
        self.ensure_one()
        records._lock_rows()
        taken = records._open_destruction_lines()
        for record in records.filtered(lambda r: r.id in taken):
            raise UserError(
                self.env._(
                    "%(record)s is listed in %(batch)s already.",
                    record=record.display_name,
                    batch=taken[record.id].destruction_id.name,
                )
            )
        blockers = records._get_blockers("destroy")
        return (
            self.env["property.archive.destruction.line"]
            .sudo()
            ._create_protected(
                [
                    {
                        "destruction_id": self.id,
                        "record_id": record.id,
                        "blocker_note": "; ".join(blockers.get(record, [])) or False,
                    }
                    for record in records
                ]
            )
        )

    def action_add_records(self, record_ids):
        """List further records, at most what is due.

        :param list record_ids: ids of records the user may read
        :raise UserError: naming each record that is not due, and why
        """
        self._check_archivist()
        self._check_state("appraisal", "draft")
        records = self.env["property.archive.record"].browse(record_ids).exists()
        records.check_access("read")
        if records.company_id - self.company_id:
            raise UserError(self.env._("All records of a destruction are of one company."))
        records._check_blockers("destroy")
        lines = self._add_lines(records)
        if self.state == "draft":
            lines._write_protected({"opinion": "destroy", "opinion_reason": self.reason})
        return True

    def _get_batches_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_destruction_action"
        )
        if len(self) == 1:
            action.update(res_id=self.id, view_mode="form", views=[(False, "form")])
        action["domain"] = [("id", "in", self.ids)]
        action["context"] = {}
        return action

    @api.model
    def _cron_propose(self):
        """Job, once a year: propose what is due, in the name of each archive head (E2)."""
        for company in self.env["res.company"].search([("archive_head_id", "!=", False)]):
            head = company.archive_head_id
            model = self.with_user(head).with_context(allowed_company_ids=company.ids)
            for batch in model._propose_due(company):
                batch.sudo().activity_schedule(
                    "property_archive_retention.mail_activity_type_destruction",
                    user_id=head.id,
                    summary=self.env._("Appraise what is due"),
                )

    # -- appraisal --------------------------------------------------------------------------

    def action_opinion_destroy(self):
        """Give every line without an opinion the opinion *destroy*, by its rule."""
        self._check_archivist()
        self._check_state("appraisal")
        for line in self.line_ids.filtered(
            lambda line: not line.opinion and line.state == "proposed"
        ):
            rule = line.sudo().record_id.retention_rule_id
            line.write(
                {
                    "opinion": "destroy",
                    "opinion_reason": self.env._("Period over: %s", rule.duration),
                }
            )
        return True

    def action_appraised(self):
        """The appraisal is done: what is to be destroyed becomes the batch, in one step.

        Lines with another opinion and lines with something unsettled leave the list.

        :raise UserError: when a line has no opinion or no reason
        """
        self._check_archivist()
        self._check_state("appraisal")
        lines = self.sudo().line_ids.filtered(lambda line: line.state == "proposed")
        if not lines:
            raise UserError(self.env._("%s lists nothing: add records first.", self.name))
        missing = lines.filtered(
            lambda line: not line.opinion or not (line.opinion_reason or "").strip()
        )
        if missing:
            raise UserError(
                self.env._(
                    "Give an opinion and its reason for each line; still open: %s",
                    ", ".join(missing[:5].record_id.mapped("display_name")),
                )
            )
        other = lines.filtered(lambda line: line.opinion != "destroy")
        other._check_opinion()
        other._write_protected({"state": "kept"})
        self._drop_blocked(lines - other)
        self.sudo()._write_protected({"state": "draft"})
        return True

    def _drop_blocked(self, lines):
        """Take lines off the list whose records may not be destroyed now, with the reason.

        Locks the records and asks them again.

        :return: the lines that stay
        """
        records = lines.record_id.sudo()
        records._lock_rows()
        blockers = records._get_blockers("destroy")
        for line in lines:
            texts = blockers.get(line.record_id)
            if texts:
                line._leave("; ".join(texts))
        return lines.filtered("is_open")

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
        self._check_archivist()
        self._check_state("draft")
        missing = self._missing_to_submit()
        if missing:
            raise UserError(
                self.env._(
                    "%(batch)s still needs: %(missing)s.",
                    batch=self.name,
                    missing=", ".join(missing),
                )
            )
        self._check_duties_apart()
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

    def _approval_done(self):
        for batch in self.sudo():
            lines = batch.line_ids.filtered("is_open")
            batch.line_ids._apply_opinions()
            lines._write_protected({"state": "approved"})
            today = self.env["property.archive.access"]._today(batch.company_id)
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
                # an appraisal that keeps everything is done once it is approved
                batch._write_protected(
                    {
                        "state": "cancelled",
                        "stop_reason": self.env._("Everything on the list is kept."),
                    }
                )
                continue
            batch._check_duties_apart()
            batch.activity_schedule(
                "property_archive_retention.mail_activity_type_destruction",
                date_deadline=batch.date_executable,
                user_id=batch.executor_id.id,
                summary=self.env._("Execute the destruction"),
            )

    def _approval_refused(self, reason):
        for batch in self.sudo():
            batch.line_ids.filtered("is_open")._leave(reason)
            batch._write_protected({"state": "refused", "stop_reason": reason})

    # -- stop and cancel --------------------------------------------------------------------

    def action_stop(self, reason=None):
        """Stop a destruction that is not under way yet; everything on it stays.

        Whoever takes part may, and the archivists: to stop harms nothing.

        :param str reason: kept on the batch; without one a dialog asks for it
        """
        self.ensure_one()
        if not (reason or "").strip():
            return self._ask_reason(self.env._("Stop the Destruction"), "action_stop")
        self._check_state("appraisal", "draft", "to_approve", "approved", "waiting")
        self.sudo()._approval_cancel()
        self.sudo().line_ids.filtered("is_open")._leave(reason.strip())
        self.sudo()._write_protected({"state": "cancelled", "stop_reason": reason.strip()})
        self.sudo().activity_unlink(["property_archive_retention.mail_activity_type_destruction"])
        self.env["property.archive.log"]._log("destruction_stopped", self)
        return True

    def _ask_reason(self, title, method):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "property.archive.reason.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_ids": ",".join(map(str, self.ids)),
                "default_method": method,
            },
        }
