from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveKeyShiftLine(models.Model):
    """One key at a shift hand-over, with its pieces (004 §6 1.1.2)."""

    _name = "property.archive.key.shift.line"
    _description = "Key at a Shift Hand-Over"
    _inherit = ["property.archive.protected"]
    _order = "shift_id, id"
    _signed_document = "shift_id"
    _open_after_signature = frozenset({"taken", "note_taken"})

    shift_id = fields.Many2one(
        "property.archive.key.shift", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="shift_id.company_id", store=True)
    state = fields.Selection(related="shift_id.state")
    record_id = fields.Many2one(
        "property.archive.record", "Key", required=True, readonly=True, ondelete="restrict"
    )
    expected = fields.Integer("Pieces by the Register", readonly=True)
    out_with = fields.Char("Out With", readonly=True)
    given = fields.Integer("Pieces Given", default=-1)
    taken = fields.Integer("Pieces Taken Over", default=-1)
    differs = fields.Boolean(compute="_compute_differs", store=True)
    note = fields.Char("Difference")
    note_taken = fields.Char("Difference at Taking Over", help="Of whoever takes over.")

    _key_uniq = models.UniqueIndex("(shift_id, record_id)")

    def _editable_fields(self):
        me, shifts = self.env.user, self.sudo().shift_id
        if all(s.state == "draft" and s.giver_id == me for s in shifts):
            return {"given", "note"}
        if all(s.state == "given" and s.receiver_id == me for s in shifts):
            return {"taken", "note_taken"}
        return set()

    @api.depends("record_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name

    @api.depends("expected", "given", "taken")
    def _compute_differs(self):
        for line in self:
            counted = [number for number in (line.given, line.taken) if number >= 0]
            line.differs = any(number != line.expected for number in counted)

    def action_as_expected(self):
        """Counted, and as many as the register says."""
        for line in self:
            name = "given" if line.state == "draft" else "taken"
            line.write({name: line.expected})
        return True

    def _check_counted(self, turn):
        """Raise unless each key was counted, and each difference explained.

        :param str turn: ``giver`` or ``receiver``
        """
        name = "given" if turn == "giver" else "taken"
        open_lines = self.filtered(lambda line: line[name] < 0)
        if open_lines:
            raise UserError(
                self.env._(
                    "Count the pieces of each key first; still open: %s",
                    ", ".join(open_lines[:5].mapped("display_name")),
                )
            )
        before, note = ("expected", "note") if turn == "giver" else ("given", "note_taken")
        for line in self:
            if line[name] == line[before] or (line[note] or "").strip():
                continue
            template = (
                self.env._("%(key)s: %(before)s by the register, %(counted)s counted. Note why.")
                if turn == "giver"
                else self.env._("%(key)s: %(before)s given, %(counted)s counted. Note why.")
            )
            raise UserError(
                template
                % {
                    "key": line.display_name,
                    "before": line[before],
                    "counted": line[name],
                }
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("What was counted is kept."))
