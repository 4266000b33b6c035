from odoo import models


class IrActionsReport(models.Model):
    """The file name expressions of reports are code too (B6)."""

    _name = "ir.actions.report"
    _inherit = ["ir.actions.report", "property.archive.watch.mixin"]
    _watched_fields = ("print_report_name", "attachment", "model", "report_name")
