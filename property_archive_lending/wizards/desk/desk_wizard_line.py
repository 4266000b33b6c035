from odoo import api, fields, models


class PropertyArchiveDeskWizardLine(models.TransientModel):
    """One record on the desk."""

    _name = "property.archive.desk.wizard.line"
    _description = "Record on the Desk"
    _inherit = ["property.archive.guarded"]

    wizard_id = fields.Many2one("property.archive.desk.wizard", required=True, ondelete="cascade")
    mode = fields.Selection(related="wizard_id.mode")
    line_id = fields.Many2one("property.archive.loan.line", "Loan")
    new_record_id = fields.Many2one("property.archive.record", "Without a Request")
    name = fields.Char("Record", compute="_compute_name")
    record_id = fields.Many2one(related="line_id.record_id", related_sudo=False)
    location_id = fields.Many2one(related="line_id.location_id", related_sudo=False)
    date_due = fields.Datetime(related="line_id.date_due", related_sudo=False)
    kind = fields.Selection(related="line_id.kind")
    copy_text = fields.Char("Copy", compute="_compute_copy_text")
    physical = fields.Boolean("Paper")
    page_count = fields.Integer("Pages")
    condition = fields.Char()
    difference = fields.Char()
    use_result = fields.Char("Use Made of It")
    is_unit_key = fields.Boolean(related="line_id.is_unit_key")
    power_off = fields.Boolean()
    windows_closed = fields.Boolean("Doors and Windows Closed")
    door_locked = fields.Boolean("Door Locked")

    def _left(self):
        """What was confirmed of the unit that a key opens."""
        return [n for n in ("power_off", "windows_closed", "door_locked") if self[n]]

    @api.depends("line_id", "physical")
    def _compute_copy_text(self):
        """What of a copy is handed over: how many, which pages, to where, on what."""
        for entry in self:
            line = entry.line_id
            if line.kind not in ("copy", "excerpt"):
                entry.copy_text = False
                continue
            on = self.env._("on paper") if entry.physical else self.env._("digital")
            entry.copy_text = f"{line.copy_text} · {on}"

    @api.depends("line_id", "new_record_id")
    def _compute_name(self):
        for entry in self:
            entry.name = (entry.line_id or entry.new_record_id).display_name
