from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """Loans and copies of who leaves (requirements F1, F3)."""

    _inherit = "property.archive.loan.line"

    copy_to_return = fields.Boolean(
        "Copy to Return",
        readonly=True,
        copy=False,
        help="A copy of a confidential or higher record comes back, or is destroyed before"
        " witnesses, at the latest when who has it leaves.",
    )
    date_copy_back = fields.Datetime("Copy Back On", readonly=True, copy=False)
    copy_back_note = fields.Char("What Became of the Copy", readonly=True, copy=False)
    copy_back_by_id = fields.Many2one(
        "res.users", "Copy Taken Back By", readonly=True, copy=False, ondelete="restrict"
    )

    _user_out_idx = models.Index("(user_id) WHERE state = 'out'")
    _copy_idx = models.Index("(employee_id) WHERE copy_to_return")

    def _progress(self):
        """What whoever has a copy does next (F1)."""
        if self.copy_to_return:
            return self.env._("copy with you: bring it back to the desk")
        if self.date_copy_back:
            return self.env._("copy is back: %s", self.copy_back_note)
        return super()._progress()

    def _open_text(self, mine=True):
        """What somebody who leaves has to do about this loan, in words safe to show.

        :param bool mine: they borrow it themselves; else they asked for somebody else
        """
        self.ensure_one()
        line = self.sudo()
        if line.state == "delivered":
            return self.env._(
                "copy of %(record)s (%(loan)s; return it at the archive desk)",
                record=line.record_id.display_name,
                loan=line.loan_id.name,
            )
        borrower = line.employee_id or line.partner_id
        values = {
            "record": line.record_id.display_name,
            "loan": line.loan_id.name,
            "date": line._local_date("date_due"),
        }
        if mine:
            return self.env._(
                "on loan: %(record)s (%(loan)s, due %(date)s; return it at the archive desk)",
                **values,
            )
        return self.env._(
            "on loan for %(name)s: %(record)s (%(loan)s, due %(date)s; it comes back, or another"
            " archivist takes the request over)",
            name=borrower.name,
            **values,
        )

    @api.depends("copy_to_return", "date_copy_back")
    def _compute_progress(self):
        return super()._compute_progress()

    def action_copy_back(self, note=None):
        """Note that a copy came back, or was destroyed before witnesses.

        :param str note: what became of it; without one a dialog asks
        """
        if not (note or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Copy Back"),
                "action_copy_back",
                self.env._("What became of it, e.g. shredded before two witnesses."),
            )
        self._check_desk()
        self._lock_rows()
        for line in self.sudo():
            if not line.copy_to_return:
                raise UserError(self.env._("%s has no copy to return.", line.display_name))
        self.sudo()._write_protected(
            {
                "copy_to_return": False,
                "date_copy_back": fields.Datetime.now(),
                "copy_back_note": note.strip(),
                "copy_back_by_id": self.env.uid,
            }
        )
        self.env["property.archive.log"]._log("copy_back", self)
        return True

    def action_take_over(self):
        """Take over the loans that a colleague requested on behalf of others (F1)."""
        self._check_desk()
        self._lock_rows()
        self._check_state("out")
        before = self.sudo().user_id
        self.sudo().loan_id._write_protected({"user_id": self.env.uid})
        self.env["property.archive.log"]._log("taken_over", self, before=before.ids)
        self.env["property.archive.discharge"]._refresh_people(before)
        return True

    def _write_protected(self, vals):
        if vals.get("state") == "delivered":
            secret = self.filtered(lambda line: line.record_id.level_id.clearance_required)
            inside = secret.filtered("employee_id")
            super(PropertyArchiveLoanLine, inside)._write_protected({"copy_to_return": True})
        result = super()._write_protected(vals)
        if vals.get("state") in ("returned", "lost") or "copy_to_return" in vals:
            lines = self.sudo()
            users = lines.employee_id.user_id | lines.user_id | lines.partner_id.user_ids
            self.env["property.archive.discharge"]._refresh_people(users, lines.employee_id)
        return result

    def _lock_borrowers(self):
        """Raise when a discharge says already that everything is back (F1)."""
        result = super()._lock_borrowers()
        discharges = self.env["property.archive.discharge"]
        confirmed = discharges._confirmed(self.sudo().employee_id)
        if confirmed:
            raise UserError(
                self.env._(
                    "%(name)s is leaving, and %(document)s says that everything is back: it is"
                    " cancelled before anything is handed out.",
                    name=confirmed.employee_id[:1].name,
                    document=confirmed[:1].name,
                )
            )
        return result
