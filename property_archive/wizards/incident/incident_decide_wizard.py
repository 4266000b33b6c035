from odoo import fields, models


class PropertyArchiveIncidentDecideWizard(models.TransientModel):
    """Ask for the text of the decision and the consequence for the records."""

    _name = "property.archive.incident.decide.wizard"
    _description = "Decide an Incident"
    _inherit = ["property.archive.guarded"]

    incident_id = fields.Many2one("property.archive.incident", required=True)
    subject = fields.Char(related="incident_id.subject", related_sudo=False)
    people = fields.Char(related="incident_id.people", related_sudo=False)
    report = fields.Text(related="incident_id.report", related_sudo=False)
    decision = fields.Text(required=True)
    consequence = fields.Selection(
        [
            ("none", "None"),
            ("missing", "Missing"),
            ("damaged", "Damaged"),
            ("replaced", "Replaced from a Copy"),
        ],
        "Consequence for the Record",
        required=True,
        default="none",
    )

    def action_confirm(self):
        """Decide with what was entered."""
        self.ensure_one()
        self.incident_id.action_decide(self.decision, self.consequence)
        return {"type": "ir.actions.act_window_close"}
