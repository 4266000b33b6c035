from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveHandoverLine(models.Model):
    """One record on a handover list 移交清单."""

    _name = "property.archive.handover.line"
    _description = "Handover Line"
    _inherit = ["property.archive.protected"]
    _order = "handover_id, id"
    _check_company_auto = True

    handover_id = fields.Many2one(
        "property.archive.handover",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    state = fields.Selection(related="handover_id.state")
    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    record_name = fields.Char("Title", related="record_id.name", related_sudo=False)
    completeness = fields.Integer(related="record_id.completeness", related_sudo=False)
    missing_pieces = fields.Char(related="record_id.missing_pieces", related_sudo=False)
    page_count = fields.Integer("Pages Counted")
    location_id = fields.Many2one(
        "property.archive.location", "Place", ondelete="restrict", check_company=True
    )
    result = fields.Selection(
        [("pending", "To Check"), ("accepted", "Accepted"), ("returned", "Returned")],
        required=True,
        default="pending",
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    note = fields.Char("Difference")

    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")
    _open_uniq = models.UniqueIndex(
        "(record_id) WHERE result = 'pending'",
        "This record is on another open handover.",
    )

    def _editable_fields(self):
        if set(self.sudo().mapped("handover_id.state")) <= {"given"}:
            return {"page_count", "location_id", "note"}
        return set()

    @api.depends("record_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A line leaves a handover by being returned."))

    def _check_receiver(self):
        for line in self:
            handover = line.handover_id
            handover.check_access("read")
            if handover.state != "given" or line.result != "pending":
                raise UserError(self.env._("%s is not to be checked now.", line.display_name))
            if handover.giver_id in self.env.user._archive_same_person():
                raise UserError(self.env._("Whoever hands over does not receive."))
        if not self.env.user.has_group("property_archive.group_property_archive_archivist"):
            raise UserError(self.env._("This is for the archivists of the company."))

    def action_accept(self):
        """Accept these lines: complete, legible, originals, with a place to go to.

        :raise UserError: when a piece that the category requires is missing, a copy is
            not allowed, or no place is named
        """
        self._check_receiver()
        for line in self:
            record = line.record_id
            if record.missing_pieces:
                raise UserError(
                    self.env._(
                        "%(record)s is incomplete: %(pieces)s. Return it with a reason.",
                        record=record.display_name,
                        pieces=record.missing_pieces,
                    )
                )
            copies = record.enclosure_ids.filtered(
                lambda e: e.present and e.form == "copy" and not e.piece_id.copy_allowed
            )
            if record.category_id.originals_only and copies:
                raise UserError(
                    self.env._(
                        "%(record)s: %(pieces)s must be originals.",
                        record=record.display_name,
                        pieces=", ".join(copies.mapped("name")),
                    )
                )
            if record.medium != "electronic" and not line.location_id:
                raise UserError(self.env._("Name the place for %s first.", record.display_name))
        self.sudo()._write_protected({"result": "accepted"})
        return True

    def action_return(self, reason=None):
        """Give these records back to the clerk (A8).

        :param str reason: what has to be mended; without one a dialog asks for it
        """
        if not reason or not reason.strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Return"),
                "res_model": "property.archive.return.wizard",
                "view_mode": "form",
                "target": "new",
                "context": {"active_model": self._name, "active_ids": self.ids},
            }
        self._check_receiver()
        self._give_back(reason.strip())
        return True

    def _give_back(self, reason):
        lines = self.sudo().filtered(lambda line: line.result != "returned")
        lines._write_protected({"result": "returned", "reason": reason})
        lines.flush_recordset()
        lines.record_id._lock_rows()
        lines.record_id._write_protected({"state": "draft", "return_reason": reason})
        for record in lines.record_id:
            record.activity_schedule(
                "property_archive.mail_activity_type_returned",
                note=reason,
                user_id=record.submitter_id.id,
            )
        self.env["property.archive.log"]._log("returned", lines.record_id)
