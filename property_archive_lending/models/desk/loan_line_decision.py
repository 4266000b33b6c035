from odoo import api, fields, models

#: How many of the things out a list names.
_NAMED = 3


class PropertyArchiveLoanLine(models.Model):
    """What approvers see before they decide, and what those who wait are told (D4, D8)."""

    _inherit = "property.archive.loan.line"

    decision_level_id = fields.Many2one(
        "property.archive.level", "Level", compute="_compute_decision_level_id"
    )
    decision_title = fields.Char(
        "What It Is", compute="_compute_decision_title", help="Title of a record you may see."
    )
    decision_note = fields.Char(
        "Renewal",
        compute="_compute_decision_note",
        help="Until when it is lent now, until when it would be, and who waits for it.",
    )
    other_text = fields.Char("Has Out Now", compute="_compute_other_text", compute_sudo=True)
    date_expected = fields.Date(
        "Expected Back",
        compute="_compute_date_expected",
        compute_sudo=True,
        help="When the record somebody waits for is due.",
    )

    def _approval_warnings(self):
        """What an approver confirms for top-secret content: what, for whom, how long, why."""
        texts = []
        for line in self:
            level = line.decision_level_id
            if not level.consultation_required:
                continue
            texts.append(
                self.env._(
                    "%(level)s: %(subject)s %(title)s\nfor %(borrower)s, %(kind)s, %(term)s: "
                    "%(purpose)s",
                    level=level.name,
                    subject=line.subject,
                    title=line.decision_title or "",
                    borrower=line.borrower,
                    kind=line._label("kind"),
                    term=line.decision_note or line.term_text,
                    purpose=line.purpose,
                )
            )
        return texts + super()._approval_warnings()

    def _is_told(self):
        """Whether the current user decides on this, or works at the desk."""
        return self.can_approve or self._is_archivist()

    @api.depends("record_id", "category_id")
    @api.depends_context("uid")
    def _compute_decision_level_id(self):
        for line in self:
            document = line.sudo()
            # who asked in words learns nothing of what was found for them
            found = line._is_told() and document.record_id.level_id
            line.decision_level_id = found or document.category_id.level_id

    @api.depends("record_id")
    @api.depends_context("uid")
    def _compute_decision_title(self):
        records = self.sudo().record_id.sudo(False)
        titles = records._archive_titles() if records else {}
        for line in self:
            line.decision_title = titles.get(line.sudo().record_id.id, False)

    @api.depends("renewal_pending", "date_due")
    @api.depends_context("uid")
    def _compute_decision_note(self):
        pending = self.sudo().filtered("renewal_pending")
        waiting = pending._waiting() if pending else {}
        (self - pending.sudo(False)).decision_note = False
        for line in pending:
            text = self.env._(
                "until %(now)s now, then until %(then)s",
                now=line._local_date("date_due"),
                then=line.company_id._archive_local_day(line._renewed_until()),
            )
            others = waiting.get(line.record_id)
            if others and line.sudo(False)._is_told():
                names = ", ".join(f"{o.loan_id.name} {o.borrower or ''}".strip() for o in others)
                text = self.env._("%(term)s; waits for it: %(names)s", term=text, names=names)
            line.sudo(False).decision_note = text

    def _compute_other_text(self):
        """What the borrower has out now: code, category and until when."""
        found = self.search(
            [
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "out"),
                ("physical", "=", True),
            ],
            order="date_due, id",
        )
        for line in self:
            others = (found - line).filtered(
                lambda o, line=line: (o.employee_id, o.partner_id)
                == (line.employee_id, line.partner_id)
            )
            texts = [f"{o.record_id.display_name} ({o._local_date('date_due')})" for o in others]
            if len(texts) > _NAMED:
                texts[_NAMED:] = [self.env._("and %s more", len(texts) - _NAMED)]
            line.other_text = ", ".join(texts)

    @api.depends("state", "record_id")
    def _compute_date_expected(self):
        waiting = self.filtered(lambda line: line.state == "queued")
        out = self.search(
            [
                ("record_id", "in", waiting.record_id.ids),
                ("state", "=", "out"),
                ("physical", "=", True),
            ]
        )
        due = {line.record_id: line._local_date("date_due") for line in out}
        for line in self:
            line.date_expected = line in waiting and due.get(line.record_id, False)
