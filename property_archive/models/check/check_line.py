from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveCheckLine(models.Model):
    """One expected record, or one unexpected find (requirement C3)."""

    _name = "property.archive.check.line"
    _description = "Line of a Stock Check"
    _inherit = ["property.archive.protected"]
    _groupable_texts = frozenset({"code"})
    _order = "check_id, expected_location_id, id"
    _lock_fields = None
    # no create/write log: the line has its own, and 100,000 lines are created at once
    _log_access = False
    _check_company_auto = True

    check_id = fields.Many2one(
        "property.archive.check", required=True, ondelete="cascade", readonly=True
    )
    # written by the SQL statement that creates the lines, hence not computed
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    blind = fields.Boolean(readonly=True)
    expected = fields.Boolean(readonly=True)
    record_id = fields.Many2one(
        "property.archive.record", index="btree_not_null", ondelete="restrict", readonly=True
    )
    code = fields.Char("Unknown Code", readonly=True, size=128)
    expected_location_id = fields.Many2one(
        "property.archive.location", "Expected In", ondelete="restrict", readonly=True
    )
    found_location_id = fields.Many2one(
        "property.archive.location", "Found In", ondelete="restrict", readonly=True
    )
    result = fields.Selection(
        [
            ("pending", "To Count"),
            ("found", "Found"),
            ("missing", "Missing"),
            ("misplaced", "Misplaced"),
            ("unknown", "Unknown"),
            ("damaged", "Damaged"),
            ("out", "Out by the Register"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    condition = fields.Selection([("good", "Good"), ("worn", "Worn"), ("damaged", "Damaged")])
    note = fields.Char(size=255)
    settled = fields.Selection(
        [("put_back", "Put Back"), ("rehomed", "Has Its Place There")], readonly=True
    )
    user_id = fields.Many2one("res.users", "Counted By", ondelete="restrict", readonly=True)
    date = fields.Datetime("Counted At", readonly=True)
    state = fields.Selection(related="check_id.state")

    _record_uniq = models.UniqueIndex(
        "(check_id, record_id) WHERE record_id IS NOT NULL",
        "A record stands once on a stock check.",
    )
    _code_uniq = models.UniqueIndex(
        "(check_id, code) WHERE record_id IS NULL", "This code was noted already."
    )
    _result_idx = models.Index("(check_id, result)")
    _date_idx = models.Index("(check_id, date DESC) WHERE date IS NOT NULL")

    @api.depends("record_id", "code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name or line.code

    def _editable_fields(self):
        if set(self.sudo().mapped("check_id.state")) <= {"counting"}:
            return {"condition", "note"}
        return set()

    def write(self, vals):
        if not self.env.su:
            for check in self.check_id:
                check._check_at_work()
        self.sudo().check_id._claim_rows()  # lock against concurrent closing
        result = super().write(vals)
        if "condition" in vals:
            # damage has its own result
            seen = self.sudo().filtered(lambda line: line.result in ("found", "damaged"))
            damaged = seen.filtered(lambda line: line.condition == "damaged")
            damaged._write_protected({"result": "damaged"})
            (seen - damaged)._write_protected({"result": "found"})
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_prepared_only(self):
        self.sudo().check_id._check_state(
            "draft",
            rule=self.env._("Nothing is taken off a stock check: each line gets its result."),
        )

    # -- by hand --------------------------------------------------------------------------------

    def _prepare_result(self):
        """Lock these lines and check that the current user may set their result."""
        self.check_access("read")
        self.sudo().check_id._claim_rows()  # lock against concurrent closing
        for check in self.check_id:
            check._check_at_work()
        lines = self.sudo()
        lines._lock_rows()
        return lines

    def action_found(self):
        """Set the result to found, without scanning."""
        for line in self._prepare_result():
            if line.result not in ("pending", "missing", "out"):
                raise UserError(self.env._("%s was counted already.", line.display_name))
            line._set_result(
                "found",
                found_location_id=line.expected_location_id.id,
                condition=line.condition or "good",
            )
        return True

    def action_damaged(self):
        """Set the result to damaged."""
        lines = self._prepare_result()
        if unknown := lines.filtered(lambda line: not line.record_id):
            raise UserError(self.env._("%s is no record of the archive.", unknown[0].code))
        for line in lines:
            line._set_result(
                "misplaced" if line.result == "misplaced" else "damaged",
                condition="damaged",
                found_location_id=(line.found_location_id or line.expected_location_id).id,
            )
        return True

    def action_missing(self):
        """Set the result to missing, line by line, as the archivist who closes the check."""
        self.check_access("read")
        for check in self.check_id:
            check._check_closer()
        lines = self.sudo()
        lines._lock_rows()
        for line in lines:
            if line.result not in ("pending", "out"):
                raise UserError(self.env._("%s was counted already.", line.display_name))
        lines._set_result("missing")
        return True

    def _prepare_settling(self):
        self.check_access("read")
        self.check_id._check_archivist()
        lines = self.sudo()
        lines._lock_rows()
        for line in lines:
            if line.result != "misplaced" or line.settled or not line.record_id:
                raise UserError(self.env._("%s is not misplaced.", line.display_name))
        return lines

    def action_put_back(self):
        """Put a misplaced record back in its own place."""
        lines = self._prepare_settling()
        records = lines.record_id.filtered("away_location_id")
        records._check_blockers("move")
        for place, batch in records.grouped("location_id").items():
            batch._move(place)
        lines._write_protected({"settled": "put_back"})
        return True

    def action_rehome(self):
        """Make the place where a misplaced record was found its own place."""
        lines = self._prepare_settling()
        if nowhere := lines.filtered(lambda line: not line.found_location_id):
            raise UserError(
                self.env._("Nobody scanned where %s was found.", nowhere[0].display_name)
            )
        lines.record_id._check_blockers("move")
        for place, batch in lines.grouped("found_location_id").items():
            batch.record_id._move(place)
        lines._write_protected({"settled": "rehomed"})
        return True
