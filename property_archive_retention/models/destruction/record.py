from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.property_archive.blockers import add_blocker


class PropertyArchiveRecord(models.Model):
    """The destructions a record is or was listed in (requirement E2)."""

    _inherit = "property.archive.record"

    destruction_line_ids = fields.One2many(
        "property.archive.destruction.line", "record_id", "Destructions"
    )
    destruction_id = fields.Many2one(
        "property.archive.destruction",
        "Open Destruction",
        compute="_compute_destruction_id",
    )

    destruction_line_count = fields.Integer(compute="_compute_destruction_id")

    @api.model
    def _copied_texts(self):
        texts = (("blocker_note", "shared_files"), SQL("TRUE"))
        return {**super()._copied_texts(), "property_archive_destruction_line": texts}

    @api.depends("destruction_line_ids.state")
    def _compute_destruction_id(self):
        open_lines = self._open_destruction_lines()
        counts = dict(
            self.env["property.archive.destruction.line"]
            .sudo()
            ._read_group([("record_id", "in", self.ids)], ["record_id"], ["__count"])
        )
        for record in self:
            record.destruction_line_count = counts.get(record.sudo(), 0)
            record.destruction_id = record.id in open_lines and open_lines[record.id].destruction_id

    def _open_destruction_lines(self):
        """The open line of each record that is in a batch, by record id."""
        lines = (
            self.env["property.archive.destruction.line"]
            .sudo()
            .search([("record_id", "in", self.ids), ("is_open", "=", True)])
        )
        return {line.record_id.id: line for line in lines}

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation in ("lend", "amend", "move", "transfer", "hand_over"):
            lines = self._open_destruction_lines()
            for record in self.filtered(lambda r: r.id in lines):
                batch = lines[record.id].destruction_id
                text = self.env._("it is listed for destruction in %s", batch.name)
                add_blocker(reasons, record, "destruction", text, batch)
        return reasons

    def action_propose_destruction(self):
        """Propose these records for destruction; each has to be due.

        :return: action that shows the batches
        """
        batches = self.env["property.archive.destruction"]
        batches._check_archivist()
        self._check_blockers("destroy")
        for records in self.grouped("company_id").values():
            batches |= batches._make_batches(records)
        return batches._get_batches_action()

    def action_no_value(self, reason=None):
        """Propose these records for destruction as of no value, though not due (J7).

        :param str reason: why; without one a dialog asks for it
        :return: action that shows the batches
        """
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Of No Value"),
                "action_no_value",
                self.env._("Why nobody will need it again: the appraisal reads it."),
            )
        batches = self.env["property.archive.destruction"]
        batches._check_archivist()
        self.check_access("read")
        self._lock_rows()
        self._note_no_value(reason.strip())
        self._check_blockers("destroy")
        for records in self.grouped("company_id").values():
            made = batches._make_batches(records)
            made.sudo()._write_protected({"reason": self.env._("Found to be of no value.")})
            made.sudo().line_ids._write_protected({"opinion_reason": reason.strip()})
            batches |= made
        return batches._get_batches_action()

    def action_open_destructions(self):
        """The destructions these records are or were listed in."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_destruction_action"
        )
        lines = self.sudo().destruction_line_ids
        action["domain"] = [("id", "in", lines.destruction_id.ids)]
        action["context"] = {}
        return action
