from odoo import fields, models
from odoo.exceptions import UserError

from ...notify import ask_to_do, tell_of


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """The flow of an approval, step by step, until approved or refused (requirement D4)."""

    _inherit = "property.archive.approval.mixin"

    def _approval_start(self, roles_by_document, fresh=False):
        """Create the approval steps of these documents and notify the first approvers.

        :param dict roles_by_document: ordered list of roles by document; a pair when either of two
            roles may decide the step; an empty list when no approval is needed
        :param bool fresh: start again: earlier approvers may decide again
        :raise UserError: when nobody can decide a step
        """
        vals_list = []
        persons = {}

        def same_person(users):
            # the documents of one request mostly have the same people
            if users not in persons:
                persons[users] = users._archive_same_person()
            return persons[users]

        for document, roles in roles_by_document.items():
            excluded = same_person(document._approval_people())
            before = max(document.sudo().approval_ids.mapped("round"), default=0)
            turn = before + 1 if fresh else before or 1
            choices = [document._step_approvers(role, excluded) for role in roles]
            choices = document._keep_apart(roles, choices, excluded, same_person)
            for sequence, (role, users) in enumerate(zip(roles, choices, strict=True), start=1):
                first, other = (role, False) if isinstance(role, str) else role
                vals_list.append(
                    {
                        "res_model": self._name,
                        "res_id": document.id,
                        "sequence": sequence,
                        "round": turn,
                        "role": first,
                        "other_role": other,
                        "approver_ids": [(6, 0, users.ids)],
                        "state": "pending" if sequence == 1 else "waiting",
                        "date_pending": fields.Datetime.now() if sequence == 1 else False,
                        "company_id": document.sudo().company_id.id,
                    }
                )
        self.env["property.archive.approval"].sudo()._create_protected(vals_list)
        self.invalidate_recordset(["approval_ids"])
        for document in self.browse([d.id for d, roles in roles_by_document.items() if not roles]):
            document._approval_done()
        self.browse([d.id for d, roles in roles_by_document.items() if roles])._approval_notify()

    def _approval_notify(self):
        """Schedule an activity for each approver of the current step."""
        by_users = {}
        for document in self.sudo():
            step = document.approval_ids.filtered(lambda s: s.state == "pending")[:1]
            for user in step.approver_ids:
                by_users.setdefault(user, self.browse())
                by_users[user] |= document
        for user, documents in by_users.items():
            # one message for all documents, not one for each activity
            documents = documents.sudo().with_context(mail_activity_quick_update=True)
            documents._approval_ask(user)
            documents._approval_message(user)

    def _approval_ask(self, user):
        """Schedule an activity for an approver on each of these documents."""
        kind = "property_archive.mail_activity_type_approval"
        ask_to_do(self, kind, user, lambda env: env._("Approve or refuse"))

    def _approval_message(self, user):
        """Send an approver one message about all these documents."""
        if user != self.env.user:
            env = self.with_context(lang=user.lang).env
            tell_of(self, user, env._("Waits for your decision: %s", len(self)))

    def _approval_step(self):
        """Lock this document's steps and return the one that the user may decide now."""
        self.ensure_one()
        self.check_access("read")
        steps = self.sudo().approval_ids
        steps._lock_rows()
        step = steps.filtered(lambda s: s.state == "pending")[:1]
        if not step:
            raise UserError(self.env._("%s waits for no decision.", self.display_name))
        me = self.env.user
        absent = me.browse()
        if me not in step.approver_ids:
            represented = self.env["property.archive.delegation"]._get_represented(me)
            users = represented.get(step.company_id, me.browse())
            absent = step._stood_in_for(me, users)
        if me not in step.approver_ids and not absent:
            raise UserError(
                self.env._(
                    "%(document)s waits for %(people)s, not for you.",
                    document=self.display_name,
                    people=step._asked_text(self),
                )
            )
        earlier = steps.filtered(lambda s: s.round == step.round)
        taken = self.sudo()._approval_people() | earlier.decided_by_id
        if me in taken._archive_same_person():
            raise UserError(
                self.env._(
                    "You take part in %s already: somebody else decides.",
                    self.display_name,
                )
            )
        if absent:
            step._write_protected({"stands_in_for_id": absent.id})
        return step

    def _approval_warnings(self):
        """Hook: warnings that the approver must see before approving these documents.

        :return: one text for each critical document, in the user's language
        :rtype: list(str)
        """
        return []

    def action_ask_approve(self):
        """Approve; if the decision is critical, show the warnings first."""
        self.check_access("read")
        texts = self._approval_warnings()
        if not texts:
            return self.action_approve()
        wizards = self.env["property.archive.approve.wizard"]
        return wizards._ask(self, "\n\n".join(texts))

    def action_approve(self):
        """Approve the current user's pending step of each of these documents."""
        # access first: before any message names them
        self.check_access("read")
        done, onward = self.browse(), self.browse()
        self._approval_recheck()
        for document in self:
            step = document._approval_step()
            if document.sudo()._approval_barred(self.env.user):
                raise UserError(
                    self.env._(
                        "%s: you may not approve this, for want of a clearance or of a second"
                        " person who confirmed who you are. Refuse it, or leave it to others.",
                        document.display_name,
                    )
                )
            step._write_protected(
                {
                    "state": "approved",
                    "decided_by_id": self.env.uid,
                    "decided_role": step._decides_as(document),
                    "date_decided": fields.Datetime.now(),
                }
            )
            waiting = document.sudo().approval_ids.filtered(lambda s: s.state == "waiting")
            if waiting:
                document._narrow_steps(waiting)
                waiting[:1]._write_protected({"state": "pending"})
                onward |= document
            else:
                done |= document
        # the step itself documents the decision: no message for each one
        self.sudo().activity_unlink(["property_archive.mail_activity_type_approval"])
        self.env["property.archive.log"]._log("approved", self)
        onward._approval_notify()
        if done:
            done._approval_done()
        return True

    def action_refuse(self, reason=None):
        """Refuse these documents, with a reason.

        :param str reason: shown to the requester; without one, a dialog asks for it
        """
        self.check_access("read")
        if not reason or not reason.strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Refuse"),
                "action_refuse",
                self.env._("The requester reads this: say what is missing or why not."),
            )
        for document in self:
            step = document._approval_step()
            step._write_protected(
                {
                    "state": "refused",
                    "decided_by_id": self.env.uid,
                    "decided_role": step._decides_as(document),
                    "date_decided": fields.Datetime.now(),
                    "reason": reason.strip(),
                }
            )
        self._approval_cancel()
        self.env["property.archive.log"]._log("refused", self)
        self._approval_refused(reason.strip())
        return True

    def _approval_cancel(self):
        """Close the open steps and their activities."""
        open_steps = self.sudo().approval_ids.filtered(lambda s: s.state in ("waiting", "pending"))
        open_steps._write_protected({"state": "cancelled"})
        self.sudo().activity_unlink(["property_archive.mail_activity_type_approval"])
