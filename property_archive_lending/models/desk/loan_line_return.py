from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """Taking back: counted and signed for together (requirement D5)."""

    _inherit = "property.archive.loan.line"

    taken_back_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    returned_by_id = fields.Many2one(
        "res.partner",
        "Brought Back By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where the borrower could not come.",
    )
    return_witness = fields.Char("Witness", readonly=True, copy=False)
    page_count_in = fields.Integer("Pages In", readonly=True, copy=False)
    condition_in = fields.Char(readonly=True, copy=False)
    use_result = fields.Char(
        "Use Made of It",
        readonly=True,
        copy=False,
        help="What the file was good for 利用效果.",
    )

    _pages_positive = models.Constraint(
        "CHECK (page_count_out >= 0 AND page_count_in >= 0)",
        "Pages cannot be negative.",
    )

    def action_take_back(
        self,
        page_count=0,
        condition=None,
        borrower_signature=None,
        archivist_signature=None,
        difference=None,
        use_result=None,
        returned_by=None,
        witness=None,
        left=(),
    ):
        """Take the record back; reading ends at once (D5).

        :param int page_count: pages counted together
        :param str condition: condition in which it returns
        :param borrower_signature: base64 picture drawn on the archivist's screen
        :param archivist_signature: the archivist's own
        :param str difference: what differs; needed when the pages do
        :param str use_result: what the file was good for 利用效果
        :param int returned_by: id of the contact who brings it back when the borrower
            cannot; they sign in the borrower's place
        :param str witness: who saw it, needed then
        :param left: of the key of a unit, what was confirmed of the unit: ``power_off``,
            ``windows_closed``, ``door_locked``
        :return: a notice with the place it goes back to
        :raise UserError: when it is not out, or a count, note or signature is missing
        """
        self.ensure_one()
        self._check_desk()
        self._lock_rows()
        self._check_state("out")
        line = self.sudo()
        self._check_premises(left or ())
        if line.physical:
            bearer = self.env["res.partner"].browse(returned_by or []).exists()
            self._check_return(page_count, difference, bearer, witness)
            self._sign_both("in", borrower_signature, archivist_signature, bearer)
        line.record_id._lock_rows()
        line._write_protected(
            {
                "state": "returned",
                "date_returned": fields.Datetime.now(),
                "taken_back_by_id": self.env.uid,
                "page_count_in": page_count,
                "condition_in": condition,
                "difference": difference,
                "use_result": use_result,
                "returned_by_id": returned_by or False,
                "return_witness": witness,
            }
        )
        line._close_term()
        line.grant_id._end()
        self.env["property.archive.log"]._log("taken_back", line.record_id, line=self.id)
        return self._place_notice()

    def _check_return(self, page_count, difference, bearer, witness):
        """Raise when the count, a note or the witness of a return is missing (D5).

        :param bearer: ``res.partner`` who brings it back for the borrower, or empty
        """
        line = self.sudo()
        self._check_count(page_count)
        if page_count != line.page_count_out and not (difference or "").strip():
            raise UserError(
                self.env._(
                    "%(line)s went out with %(out)s pages and comes back with"
                    " %(back)s: note what is missing or added.",
                    line=self.display_name,
                    out=line.page_count_out,
                    back=page_count,
                )
            )
        if bearer.user_ids & self.env.user._archive_same_person():
            raise UserError(
                self.env._("You do not bring back what you take back: another archivist does.")
            )
        if bearer and not (witness or "").strip():
            raise UserError(
                self.env._(
                    "%s is not the borrower: name the witness of the return.",
                    bearer.display_name,
                )
            )

    def _place_notice(self):
        """Where it goes back to."""
        place = self.sudo().record_id.location_id.display_name
        text = self.env._("Put it back: %s", place or self.env._("no place yet"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.sudo().record_id.display_name,
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
