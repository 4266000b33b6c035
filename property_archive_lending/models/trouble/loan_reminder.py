from odoo import fields, models


class PropertyArchiveLoanReminder(models.Model):
    """A late stage of reminding opens an incident (requirement D6)."""

    _inherit = "property.archive.loan.reminder"

    opens_incident = fields.Boolean(
        help="From then on it is an incident: a report is wanted from the borrower."
    )
