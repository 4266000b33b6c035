from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import tell

_STAFF = "base.group_user"


class PropertyArchiveLoanLine(models.Model):
    """What becomes of a request made in the portal, and corrections (B5)."""

    _inherit = "property.archive.loan.line"

    correction_note = fields.Text(
        readonly=True, copy=False, help="What was done; told to who asked."
    )
    # Portal users read their own lines. What the archive says to itself is not theirs:
    # the title of the record, the level in the name of a rule, who decides.
    requested_record_id = fields.Many2one(groups=_STAFF)
    policy_id = fields.Many2one(groups=_STAFF)
    policy_reason = fields.Text(groups=_STAFF)
    approval_status = fields.Char(groups=_STAFF)
    difference = fields.Char(groups=_STAFF)

    def _subject(self):
        """For somebody outside: code and category, never a title."""
        line = self.sudo()
        record = line.requested_record_id
        if record and line.partner_id and not line.subject:
            return f"{record.reference} · {record.category_id.name}"
        return super()._subject()

    def _copy_sources(self):
        """Leave what is marked *not for the subject* out of the subject's copy."""
        files = super()._copy_sources()
        line = self.sudo()
        subjects = line.record_id._subject_partners()
        if subjects & line.partner_id._archive_subject_partners():
            pieces = self.env["property.archive.enclosure"].sudo()
            pieces = pieces.browse(files.mapped("res_id"))
            hidden = pieces.filtered("not_for_subject").ids
            files = files.filtered(lambda attachment: attachment.res_id not in hidden)
            if not files:
                raise UserError(
                    self.env._(
                        "%s holds no PDF file for its subject.",
                        line.record_id.display_name,
                    )
                )
        return files

    def _has_portal_content(self):
        """Whether there is a file that the person a record is about may read on screen."""
        pieces = self.sudo().record_id.enclosure_ids
        pieces = pieces.filtered(lambda piece: not piece.not_for_subject)
        files = [("res_model", "=", pieces._name), ("res_id", "in", pieces.ids)]
        return bool(self.env["ir.attachment"].sudo().search_count(files, limit=1))

    # -- served ------------------------------------------------------------------------

    def action_hand_out(self, *args, **kwargs):
        if "correct" in self.mapped("kind"):
            raise UserError(
                self.env._(
                    "A correction is asked for, nothing is handed out: amend the file"
                    " and note what you did with “Correction Done”."
                )
            )
        result = super().action_hand_out(*args, **kwargs)
        for line in self.sudo().filtered(lambda line: line.grant_id and line.partner_id):
            line._tell_outsider(
                self.env._("Open for you until %s", line._portal_moment("date_due"))
            )
        return result

    def action_deliver(self, *args, **kwargs):
        result = super().action_deliver(*args, **kwargs)
        for line in self.sudo().filtered(lambda line: line.copy_digital):
            line._tell_outsider(
                self.env._("Your copy is ready until %s", line._portal_moment("date_due"))
            )
        return result

    def action_correct(self, note=None):
        """The file was corrected as approved, or why only partly: say what was done.

        :param str note: told to who asked; without one a dialog asks for it
        :raise UserError: when it is no approved correction
        """
        self._check_desk()
        self._lock_rows()
        self._check_state("approved")
        if set(self.mapped("kind")) != {"correct"}:
            raise UserError(self.env._("No correction is asked for here."))
        if not (note or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Correction Done"),
                "action_correct",
                self.env._("What was put right, and where; or why not all of it."),
            )
        for line in self.sudo():
            if not line.record_id:
                raise UserError(self.env._("Find the record for %s first.", line.display_name))
            line.sudo(False).record_id.check_access("read")
            line._write_protected({"state": "done", "correction_note": note.strip()})
            self.env["property.archive.log"]._log("corrected", line.record_id, line=line.id)
            line._tell_borrowers(self.env._("Corrected"))
        return True

    def action_amend_record(self):
        """Ask for the amendment that carries out an approved correction (A10)."""
        self.ensure_one()
        self._check_desk()
        return self.record_id.action_amend()

    def _tell_outsider(self, text):
        """Tell the portal user of the borrower, with the way to their requests."""
        self.ensure_one()
        partner = self.partner_id
        user = partner.user_ids.filtered(lambda user: user.active and user.share)[:1]
        if user:
            way = Markup('<a href="%s/my/archive/requests">%s</a>') % (
                self.get_base_url(),
                self.env._("Your requests"),
            )
            lines = [f"{self.subject}: {text}", way]
            tell(self.env, partner, f"{self.loan_id.name}: {text}", lines)

    # -- in the portal -----------------------------------------------------------------

    def _portal_moment(self, name):
        """A moment of this line as text, in the company's time zone."""
        line = self.sudo()
        moment = line.company_id._archive_local_time(line[name])
        return moment.strftime("%Y-%m-%d %H:%M")

    @api.model
    def _portal_labels(self):
        return {
            "consult": self.env._("Viewing"),
            "copy": self.env._("Copy"),
            "excerpt": self.env._("Excerpt"),
            "correct": self.env._("Correction"),
            "borrow": self.env._("Borrowing"),
        }

    def _portal_values(self):
        """What the portal shows of these requests, read with the user's own rights.

        :rtype: list(dict)
        """
        self.check_access("read")
        records = self.env["property.archive.record"]
        shown = records.sudo().search(
            [("id", "in", self.sudo().record_id.ids), *records._portal_domain()]
        )
        labels = self._portal_labels()
        return [
            {
                "id": line.id,
                "number": line.loan_id.name,
                "date": line._local_date("create_date").strftime("%Y-%m-%d"),
                "kind": labels[line.kind],
                "subject": line.subject,
                "purpose": line.purpose,
                "record_id": (line.sudo().record_id & shown).id,
                "withdraw": line.state == "to_approve" and line.user_id == self.env.user,
                **line._portal_status(),
            }
            for line in self
        ]

    def _portal_status(self):
        """Where this request stands, in words for who asked.

        :return: ``status``, ``colour``, ``text``, and whether to ``read`` or ``fetch``
        :rtype: dict
        """
        self.ensure_one()
        running = bool(self.date_due)
        running = running and fields.Datetime.now() < self.date_due
        until = self._portal_moment("date_due") if self.date_due else ""
        status, colour, text = self._portal_stage(until, running)
        return {
            "status": status,
            "colour": colour,
            "text": text,
            "read": self.state == "out" and running and bool(self.sudo().grant_id),
            "fetch": self.state == "delivered" and self.copy_digital and running,
            "note": self.correction_note or "",
            "reason": self.refusal_reason if self.state != "done" else "",
        }

    def _portal_stage(self, until, running):
        """Where this request stands, in the words of the portal.

        :param until: the last moment of the term, as shown
        :param bool running: whether the term runs now
        :return: label, colour of its badge, and what happens next
        :rtype: tuple(str, str, str)
        """
        env = self.env
        closed = (env._("Closed"), "secondary", "")
        if self.state == "to_approve":
            text = env._("The keeping department decides.")
            return env._("Asked"), "warning", text
        if self.state in ("approved", "queued"):
            text = {
                "correct": env._("The archive sees to it."),
                "copy": env._("The archive makes the copy."),
            }.get(self.kind) or env._("The archive opens it for you, or shows it to you.")
            return env._("Approved"), "info", text
        if self.state == "out":
            if not running and not self.physical:
                return closed
            if self.sudo().grant_id and running:
                return env._("Open until %s", until), "success", ""
            return env._("With you until %s", until), "success", ""
        if self.state == "delivered":
            if self.copy_digital and running:
                text = ""
                if self.date_fetched:
                    text = env._("Fetched on %s", self._portal_moment("date_fetched"))
                return env._("Copy ready until %s", until), "success", text
            if self.date_fetched:
                return env._("Copy fetched"), "secondary", ""
            return env._("Copy handed over"), "secondary", ""
        return {
            "refused": (env._("Refused"), "danger", ""),
            "cancelled": (env._("Withdrawn"), "secondary", ""),
            "done": (env._("Corrected"), "success", ""),
        }.get(self.state, closed)
