from odoo import api, models

from ...registers import OfBatch, Table


class PropertyArchiveRegister(models.AbstractModel):
    """Registers of documents in and out, and the slip that goes round (requirements G1, H1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "incoming": self._document_register(
                self.env._("Register of Incoming Documents"),
                "DA-16",
                "incoming",
                self.env._("Sent By"),
            ),
            "outgoing": self._document_register(
                self.env._("Register of Outgoing Documents"),
                "DA-17",
                "outgoing",
                self.env._("Sent To"),
            ),
            "memos": self._document_register(
                self.env._("Register of Internal Memos"),
                "DA-27",
                "internal",
                self.env._("Other Side"),
            ),
            "document_slip": self._document_slip(),
        }

    def _document_base(self, title, number, domain=()):
        return {
            "title": title,
            "form_number": number,
            "model": "property.archive.document",
            "domain": [("name", "!=", False), *domain],
            "order": "name, id",
            "date": "date_received",
        }

    def _document_register(self, title, number, kind, other_side):
        """收文登记簿, 发文登记簿: each with its number, from the day it is submitted."""
        return self._document_base(title, number, [("kind", "=", kind)]) | {
            "columns": [
                self._number_column(),
                (self.env._("Number"), "name", 16),
                (self.env._("Registered On"), "date_received", 12),
                (other_side, "partner_id.name", 22),
                (self.env._("Document Number"), "document_number", 18),
                (self.env._("Document Date"), "date_document", 12),
                (self.env._("Subject"), "subject", 36),
                (self.env._("Pages"), "page_count", 7),
                (self.env._("Comment of the General Manager"), "comment", 26),
                (self.env._("Passed To"), "circulation_ids.employee_id.name", 20),
                (self.env._("What Was Done"), "circulation_ids.result", 26),
                (self.env._("Status"), "state", 12),
                (self.env._("Filed As"), OfBatch(self._filed_as), 18),
                (self.env._("Original Returned, Signature"), lambda document: "", 16),
            ],
        }

    def _filed_as(self, documents):
        """Code of the record created from each document; it reveals no title."""
        return [document.record_id.reference or None for document in documents.sudo()]

    def _document_slip(self):
        """The slip that goes round with a document."""
        return self._document_base(self.env._("Slip of a Document"), "DA-26") | {
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
            "lines": Table(
                "circulation_ids",
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
        }
