from odoo import api, fields, models
from odoo.exceptions import AccessError


class PropertyArchiveDischargeLine(models.Model):
    """One thing a leaver settled, as it was when the certificate was confirmed (F3).

    Stores texts, not links, so that the signed certificate stays unchanged if
    documents change.
    """

    _name = "property.archive.discharge.line"
    _description = "Discharge Certificate Line"
    _inherit = ["property.archive.protected"]
    _order = "discharge_id, id"
    _signed_document = "discharge_id"

    discharge_id = fields.Many2one(
        "property.archive.discharge",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="discharge_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("returned", "Was Out, Is Back"),
            ("lost", "Settled as Lost"),
            ("handed_in", "Handed In"),
            ("succession", "Taken Over"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char("What", required=True, readonly=True)
    document = fields.Char("Loan or Handover", readonly=True)
    date_start = fields.Datetime("Out On", readonly=True)
    date_end = fields.Datetime("Back or Handed In On", readonly=True)
    result = fields.Char("Remarks", readonly=True)
    successor_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("What was signed is not deleted."))
