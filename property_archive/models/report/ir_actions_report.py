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

    def _get_rendering_context(self, report, docids, data):
        """Whoever prints a paper of the archive may read what it is of (B4).

        ``/report/pdf`` takes any id, of every user, those of the portal included; a template
        that reads as superuser what belongs to the paper must not be the first to ask.
        """
        name, model = report.report_name or "", report.model or ""
        if name.startswith("property_archive") and docids and model in self.env:
            self.env[model].browse(docids).check_access("read")
        return super()._get_rendering_context(report, docids, data)
