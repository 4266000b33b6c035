from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveDeskWizard(models.TransientModel):
    """Several records out or back with one pair of signatures (D9)."""

    _name = "property.archive.desk.wizard"
    _description = "Archive Desk"
    _inherit = ["property.archive.guarded"]

    mode = fields.Selection(
        [("out", "Hand Out"), ("in", "Take Back")], required=True, default="out"
    )
    employee_id = fields.Many2one("hr.employee", "Borrower")
    partner_id = fields.Many2one("res.partner", "Outside Borrower")
    line_ids = fields.One2many("property.archive.desk.wizard.line", "wizard_id", "Records")
    walk_in = fields.Boolean(compute="_compute_walk_in")
    on_screen = fields.Boolean(
        compute="_compute_on_screen", help="Everything is read on screen: nobody signs."
    )
    kind = fields.Selection(
        [("borrow", "Borrow"), ("consult", "Consult")],
        "Without a Request",
        default="borrow",
        help="How whoever comes without a request gets what is scanned.",
    )
    purpose = fields.Char()
    outsider = fields.Selection(
        [
            ("external", "Outside party"),
            ("self", "Subject of the record"),
            ("proxy", "Proxy of the subject"),
            ("state_body", "State body"),
            ("parent_company", "Parent company"),
        ],
        "Comes As",
    )
    returned_by_id = fields.Many2one(
        "res.partner", "Brought Back By", help="Only where the borrower cannot come."
    )
    witness = fields.Char()
    borrower_signature = fields.Binary()
    archivist_signature = fields.Binary()

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "archivist_signature" in fields:
            values.setdefault(
                "archivist_signature", self.env["property.archive.signature"]._own_image()
            )
        if self.env.context.get("active_model") == "property.archive.loan.line":
            chosen = self.env["property.archive.loan.line"].browse(
                self.env.context.get("active_ids", [])
            )
            mode = "in" if set(chosen.mapped("state")) == {"out"} else "out"
            values["mode"] = mode
            chosen = chosen.filtered(
                lambda line: line.state == ("out" if mode == "in" else "approved")
            )
            values["employee_id"] = chosen.employee_id[:1].id
            values["partner_id"] = chosen.partner_id[:1].id
            values["line_ids"] = [Command.create(self._line_vals(line)) for line in chosen]
        return values

    @api.depends("line_ids.new_record_id")
    def _compute_walk_in(self):
        for wizard in self:
            wizard.walk_in = bool(wizard.line_ids.new_record_id)

    @api.depends("line_ids.physical", "line_ids.line_id")
    def _compute_on_screen(self):
        for wizard in self:
            wizard.on_screen = wizard.line_ids and not any(
                entry.physical or entry.line_id.kind in ("copy", "excerpt")
                for entry in wizard.line_ids
            )

    @api.model
    def _line_vals(self, line):
        record = line.record_id
        copy = line.kind in ("copy", "excerpt")
        pages = line.page_count_out or record.page_count or record.quantity
        return {
            "line_id": line.id,
            "physical": line.physical if line.state == "out" else self._is_paper(line),
            "page_count": 0 if copy else pages,
            "condition": line.condition_out or self.env._("Good"),
        }

    @api.model
    def _is_paper(self, line):
        """Whether the paper is what is fetched."""
        return line.record_id.medium != "electronic"

    def _open_domain(self):
        state = "out" if self.mode == "in" else "approved"
        return [("state", "=", state), ("company_id", "=", self.env.company.id)]

    @api.onchange("mode", "employee_id", "partner_id")
    def _onchange_borrower(self):
        """Fill in what the borrower may fetch, or has."""
        borrower = (
            ("employee_id", "=", self.employee_id.id)
            if self.employee_id
            else ("partner_id", "=", self.partner_id.id)
        )
        # what was scanned is what lies on the table: nothing is added to it
        scanned = self.line_ids.line_id
        kept = scanned and all(self._is_borrower_of(line) for line in scanned)
        if (self.employee_id or self.partner_id) and not kept:
            self._fill(
                self.env["property.archive.loan.line"].search(
                    [*self._open_domain(), borrower, ("record_id", "!=", False)],
                    order="id",
                )
            )

    def _fill(self, lines):
        self.line_ids = [
            Command.clear(),
            *(Command.create(self._line_vals(line)) for line in lines),
        ]

    def action_confirm(self):
        """Hand out, or take back, all records on the list; all of them or none.

        :raise UserError: as the loans do
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Scan or choose at least one record."))
        self._request_walk_ins()
        result = None
        for entry in self.line_ids.sorted(lambda e: e.line_id.id):
            if entry.line_id.kind in ("copy", "excerpt"):
                entry.line_id.action_deliver(
                    self.borrower_signature,
                    self.archivist_signature,
                    digital=not entry.physical,
                )
            elif self.mode == "out":
                entry.line_id.action_hand_out(
                    entry.page_count,
                    entry.condition,
                    self.borrower_signature,
                    self.archivist_signature,
                    entry.physical,
                )
            else:
                result = entry.line_id.action_take_back(
                    entry.page_count,
                    entry.condition,
                    self.borrower_signature,
                    self.archivist_signature,
                    entry.difference,
                    entry.use_result,
                    self.returned_by_id.id,
                    self.witness,
                    entry._left(),
                )
        if self.mode == "out":
            result = self.line_ids.line_id._print_slip()
        return result or {"type": "ir.actions.act_window_close"}
