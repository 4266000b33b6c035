from odoo import fields, models
from odoo.exceptions import UserError

from ...notify import ask_to_do, tell_of


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """Step by step a document is approved, or refused (requirement D4)."""

    _inherit = "property.archive.approval.mixin"

    def _approval_start(self, roles_by_document, fresh=False):
        """Lay out the steps of these documents and tell the first approvers.

        :param dict roles_by_document: ordered list of roles by document, a pair where
            either of two takes the step; an empty list means that nobody needs to decide
        :param bool fresh: the document is decided anew: whoever decided before may
            decide again
        :raise UserError: when nobody can take a step
        """
        vals_list = []
        persons = {}

        def same_person(users):
            # the same people take part in many documents of one request
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
        """One activity for each approver of the step that is to be decided."""
        by_users = {}
        for document in self.sudo():
            step = document.approval_ids.filtered(lambda s: s.state == "pending")[:1]
            for user in step.approver_ids:
                by_users.setdefault(user, self.browse())
                by_users[user] |= document
        for user, documents in by_users.items():
            # one message for all in place of one for each activity
            documents = documents.sudo().with_context(mail_activity_quick_update=True)
            documents._approval_ask(user)
            documents._approval_message(user)

    def _approval_ask(self, user):
        """Give an approver the activity to decide on each of these documents."""
        kind = "property_archive.mail_activity_type_approval"
        ask_to_do(self, kind, user, lambda env: env._("Approve or refuse"))

    def _approval_message(self, user):
        """Tell an approver, once, that these documents wait for their decision."""
        if user != self.env.user:
            env = self.with_context(lang=user.lang).env
            tell_of(self, user, env._("Waits for your decision: %s", len(self)))

    def _approval_step(self):
        """Lock the steps of this document and return the one the user may decide now."""
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
        """Hook: what whoever approves these documents has to see once more before.

        :return: a text for each document of weight, in the user's language
        :rtype: list(str)
        """
        return []

    def action_ask_approve(self):
        """Approve; where much depends on it, show once more what is approved."""
        self.check_access("read")
        texts = self._approval_warnings()
        if not texts:
            return self.action_approve()
        wizards = self.env["property.archive.approve.wizard"]
        return wizards._ask(self, "\n\n".join(texts))

    def action_approve(self):
        """Approve the step that waits for the current user, on each of these documents."""
        # before anything is said of them
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
        # the decision itself is the record of what was done: no message for each
        self.sudo().activity_unlink(["property_archive.mail_activity_type_approval"])
        self.env["property.archive.log"]._log("approved", self)
        onward._approval_notify()
        if done:
            done._approval_done()
        return True

    def action_refuse(self, reason=None):
        """Refuse these documents, with a reason.

        :param str reason: shown to the requester; without one a dialog asks for it
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
        """Close the steps that are still open, and their activities."""
        open_steps = self.sudo().approval_ids.filtered(lambda s: s.state in ("waiting", "pending"))
        open_steps._write_protected({"state": "cancelled"})
        self.sudo().activity_unlink(["property_archive.mail_activity_type_approval"])
