from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveLoanLine(models.Model):
    """A department's archivist lends what they keep (J4; 000 1.2.5, 004 §15 b 2).

    They serve a request in words once its record is found, and before that if the words
    name a category of which they keep every record.
    """

    _name = "property.archive.loan.line"
    _inherit = ["property.archive.kept", "property.archive.loan.line"]

    @api.depends("record_id", "category_id")
    def _compute_kept(self):
        return super()._compute_kept()

    @api.model
    def _kept_domain(self):
        """Domain of the loans that the current user serves as an archivist."""
        records = self.env["property.archive.record"].sudo()
        rights = self.env["property.archive.access"]._rights()
        whole = Domain.OR(
            Domain("company_id", "=", company) & Domain("category_id", "in", limits["category_id"])
            for company, _levels, limits in rights["kept"]
            if set(limits) == {"category_id"}
        )
        return Domain("state", "!=", "draft") & (
            Domain("record_id", "in", records._search(Domain("kept", "=", True)))
            | Domain("record_id", "=", False) & Domain("requested_record_id", "=", False) & whole
            | Domain("record_id", "=", False)
            & Domain("requested_record_id", "in", records._search(Domain("kept", "=", True)))
        )
