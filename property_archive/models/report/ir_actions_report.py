from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Embed the styles in the archive's PDF reports: nothing has to be fetched.

        Odoo's own layout fetches them from ``report.url``; the PDF is unstyled where the
        server cannot reach itself by that name.
        """
        if len(self) == 1 and (self.report_name or "").startswith("property_archive"):
            return self.env.ref("property_archive.report_paper")
        return super()._get_layout()

    def _get_rendering_context(self, report, docids, data):
        """Check that the user may read the documents whose report they print (B4).

        ``/report/pdf`` accepts any id from any user, including portal users. Without this check
        a template that reads with ``sudo()`` would show documents the user may not read.
        """
        name, model = report.report_name or "", report.model or ""
        if name.startswith("property_archive") and docids and model in self.env:
            self.env[model].browse(docids).check_access("read")
        values = super()._get_rendering_context(report, docids, data)
        if name.startswith("property_archive") and model in self.env:
            values["prepared"] = {
                document.id: document._prepare_paper()
                for document in self.env[model].browse(docids)
            }
        return values
