from odoo import api, models


class PropertyArchiveRegister(models.AbstractModel):
    """The slip that goes round with a document (requirements G1, H1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "document_slip": {
                "title": self.env._("Slip of a Document"),
                "form_number": "DA-26",
                "model": "property.archive.document",
                "domain": [("name", "!=", False)],
                "order": "name, id",
                "date": "date_received",
                "layout": "form",
                "columns": [
                    (self.env._("Number"), "name", 16),
                    (self.env._("Kind"), "kind", 12),
                    (self.env._("Registered On"), "date_received", 12),
                    (self.env._("Document Date"), "date_document", 12),
                    (self.env._("Document Number"), "document_number", 18),
                    (self.env._("Pages"), "page_count", 8),
                    (self.env._("Other Side"), "partner_id.name", 30),
                    (self.env._("Subject"), "subject", 40),
                    (self.env._("Comment of the General Manager"), "comment", 40),
                ],
                "lines": (
                    "pass_ids",
                    [
                        self._number_column(),
                        (self.env._("Passed To"), "employee_id.name", 14),
                        (self.env._("Task"), "task", 10),
                        (self.env._("Reached On"), "date_passed", 17),
                        (self.env._("Until"), "date_due", 12),
                        (self.env._("Done On"), "date_done", 17),
                        (self.env._("What Was Done"), "result", 30),
                        (self.env._("Signature"), lambda line: "", 14),
                    ],
                ),
                "boxes": self._approval_boxes,
                "signatures": [self.env._("Registered By"), self.env._("Date")],
            },
        }
