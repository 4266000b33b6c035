from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """The papers of the archive carry their style: nothing of them is fetched.

        Odoo's own page asks the server for it at ``report.url``, and comes out bare where the
        server cannot reach itself by that name.
        """
        if len(self) == 1 and (self.report_name or "").startswith("property_archive"):
            return self.env.ref("property_archive.report_paper")
        return super()._get_layout()

    def get_paperformat(self):
        """Labels are printed on the paper their format names (C2)."""
        label_format = self.env.context.get("archive_label_format")
        if label_format and self.report_name == "property_archive.report_labels":
            return self.env["property.archive.label.format"].browse(label_format)._paperformat()
        return super().get_paperformat()
