from odoo import models


class IrActionsReport(models.Model):
    """Labels are printed on the paper their format names (requirement C2)."""

    _inherit = "ir.actions.report"

    def get_paperformat(self):
        """Labels are printed on the paper their format names (C2)."""
        label_format = self.env.context.get("archive_label_format")
        if label_format and self.report_name == "property_archive.report_labels":
            return self.env["property.archive.label.format"].browse(label_format)._paperformat()
        return super().get_paperformat()
