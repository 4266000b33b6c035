from odoo import api, models
from odoo.fields import Domain

from odoo.addons.property_archive.registers import OfBatch, Table


class PropertyArchiveRegister(models.AbstractModel):
    """Application forms of a loan, printed to be signed on paper (requirements D1, D4, G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "loan_application": self._loan_application(),
            "consult_approval": self._consult_approval(),
            "loan_slip": self._loan_slip(),
        }

    def _loan_facts(self):
        return [
            (self.env._("Number"), "name", 16),
            (self.env._("Applicant"), self._applicant, 16),
            (self.env._("Department"), "line_ids.department_id.name", 16),
            (self.env._("Filled in By"), "user_id.name", 16),
            (self.env._("Requested On"), "create_date", 17),
            (self.env._("Kind"), "kind", 12),
            (self.env._("Purpose"), "purpose", 40),
            (self.env._("Expected Return"), "date_expected", 12),
            (self.env._("Witnesses"), "witness_ids.name", 20),
        ]

    def _applicant(self, loan):
        return loan.sudo().employee_id.name or loan.sudo().partner_id.name

    def _copy_count(self, loan):
        return loan.copy_count if loan.kind in ("copy", "excerpt") else None

    def _asked_columns(self):
        return [
            self._number_column(),
            self._record_column(),
            (self.env._("Pages"), "copy_pages", 10),
            (self.env._("Term"), "term_text", 14),
            (self.env._("Approved By"), OfBatch(self._approver_names), 18),
            (self.env._("Status"), "state", 14),
        ]

    def _loan_application(self):
        """查阅/借阅申请表."""
        return {
            "title": self.env._("Application to Consult or Borrow Records"),
            "form_number": "DA-18",
            "model": "property.archive.loan",
            "domain": Domain("name", "!=", False),
            "order": "id",
            "date": "create_date",
            "layout": "form",
            "via": {"property.archive.loan.line": "line_ids"},
            "columns": [
                *self._loan_facts(),
                (self.env._("Number of Copies"), self._copy_count, 8),
                (self.env._("Destination"), "destination", 24),
            ],
            "lines": Table("line_ids", self._asked_columns()),
            "boxes": lambda loan: self._approval_boxes(loan.line_ids),
            "signatures": [
                self.env._("Applicant"),
                self.env._("Archivist"),
                self.env._("Date"),
            ],
        }

    def _consult_approval(self):
        """查阅档案审批表: the own head, then the general manager."""
        return {
            "title": self.env._("Approval to Consult Records"),
            "form_number": "DA-19",
            "model": "property.archive.loan",
            "domain": Domain("name", "!=", False) & Domain("kind", "=", "consult"),
            "order": "id",
            "date": "create_date",
            "layout": "form",
            "via": {"property.archive.loan.line": "line_ids"},
            "columns": self._loan_facts(),
            "lines": Table("line_ids", self._asked_columns()),
            "boxes": self._consult_boxes,
            "signatures": [self.env._("Applicant"), self.env._("Date")],
        }

    def _consult_boxes(self, loan):
        return self._approval_boxes(loan.line_ids) or [
            (self.env._("Opinion of the department head"), ""),
            (self.env._("Opinion of the general manager"), ""),
        ]

    def _loan_slip(self):
        """借(查)阅申请单: the slip of one record, with the hand-out and the return."""
        return {
            "title": self.env._("Slip for Borrowing or Consulting"),
            "form_number": "DA-20",
            "model": "property.archive.loan.line",
            "domain": Domain("state", "!=", "draft"),
            "order": "id",
            "date": "create_date",
            "layout": "form",
            "via": {"property.archive.loan": "loan_id"},
            "columns": [
                (self.env._("Number"), "loan_id.name", 16),
                self._record_column(),
                (self.env._("Kind"), "kind", 10),
                (self.env._("Borrower"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Purpose"), "purpose", 30),
                (self.env._("Place of Use"), "place", 14),
                (self.env._("Handed Out On"), "date_out", 17),
                (self.env._("Pages Out"), "page_count_out", 8),
                (self.env._("Condition Out"), "condition_out", 14),
                (self.env._("Due On"), "date_due", 17),
                (self.env._("Returned On"), "date_returned", 17),
                (self.env._("Pages In"), "page_count_in", 8),
                (self.env._("Condition In"), "condition_in", 14),
            ],
            "boxes": self._approval_boxes,
            "signatures": [
                self.env._("Borrower"),
                self.env._("Archivist"),
                self.env._("Taken Back By"),
            ],
        }
