from datetime import datetime

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.property_archive.groups import KEEPER
from odoo.addons.property_archive.registers import OfBatch
from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveRegister(models.AbstractModel):
    """Registers of what was lent, read and copied, and of keys (requirements D5, D12, G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "loans": self._loan_register(),
            "readings": self._reading_register(),
            "copies": self._copy_register(),
            "key_loans": self._key_loan_register(),
            "keys": self._key_hand_over(),
        }

    # -- columns that several have --------------------------------------------------------

    def _record_column(self, label=None):
        """What was handed out; before that, what was asked for."""
        return (label or self.env._("Record"), self._record_asked, 34)

    def _record_asked(self, line):
        # its name of today: the words of the request are from the day it was made
        asked = line.sudo().requested_record_id.display_name
        return line._handed_out_name() or asked or line._subject()

    def _loan_base(self, title, number, domain=None):
        return {
            "title": title,
            "form_number": number,
            "model": "property.archive.loan.line",
            "domain": Domain("state", "!=", "draft") & Domain(domain or Domain.TRUE),
            "order": "id",
            "date": "create_date",
            "via": {"property.archive.loan": "loan_id"},
        }

    def _approver_names(self, lines):
        """Who approved each line, in their order; until somebody did, whose turn it is."""
        lines = lines.sudo()
        steps = lines.approval_ids.sorted("sequence")
        roles = dict(steps._fields["role"]._description_selection(self.env))
        texts = []
        for line in lines:
            mine = steps & line.approval_ids
            names = mine.filtered(lambda step: step.state == "approved").decided_by_id.mapped(
                "name"
            )
            texts.append(" → ".join(names or [roles[step.role] for step in mine]) or None)
        return texts

    # -- loans ------------------------------------------------------------------------------

    def _loan_register(self):
        """档案借阅登记表: every request and what became of it."""
        return self._loan_base(self.env._("Loan Register"), "DA-05") | {
            "columns": [
                (self.env._("Number"), "loan_id.name", 20),
                self._record_column(),
                (self.env._("Kind"), "kind", 10),
                (self.env._("Borrower"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Purpose"), "purpose", 30),
                (self.env._("Decided By"), OfBatch(self._approver_names), 20),
                (self.env._("Handed Out On"), "date_out", 17),
                (self.env._("Due On"), "date_due", 17),
                (self.env._("Pages Out"), "page_count_out", 8),
                (self.env._("Condition Out"), "condition_out", 14),
                (self.env._("Handed Out By"), "handed_out_by_id.name", 14),
                (self.env._("Returned On"), "date_returned", 17),
                (self.env._("Pages In"), "page_count_in", 8),
                (self.env._("Condition In"), "condition_in", 14),
                (self.env._("Taken Back By"), "taken_back_by_id.name", 14),
                (self.env._("Use Made of It"), "use_result", 24),
                (self.env._("Status"), "state", 12),
            ],
        }

    def _reading_register(self):
        """查阅登记簿: who read what on the spot, when and what for."""
        register = self._loan_base(
            self.env._("Reading Register"), "DA-22", Domain("kind", "=", "consult")
        )
        return register | {
            "columns": [
                self._number_column(),
                (self.env._("Date"), "date_out", 17),
                (self.env._("Reader"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                self._record_column(),
                (self.env._("Purpose"), "purpose", 30),
                (self.env._("Place of Use"), "place", 14),
                (self.env._("Decided By"), OfBatch(self._approver_names), 20),
                (self.env._("Ended On"), "date_returned", 17),
                (self.env._("Attended By"), "handed_out_by_id.name", 14),
                (self.env._("Reader's Signature"), lambda line: "", 16),
                (self.env._("Remarks"), "use_result", 20),
            ],
        }

    def _copy_register(self):
        """资料借阅、复制记录表: one form for loans and copies."""
        register = self._loan_base(
            self.env._("Record of Loans and Copies"),
            "ZC-05/B05",
            Domain("kind", "in", ["borrow", "copy", "excerpt"]),
        )
        return register | {
            "columns": [
                self._number_column(),
                (self.env._("Date"), "date_out", 17),
                self._record_column(),
                (self.env._("Kind"), "kind", 10),
                (self.env._("Borrower"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Purpose"), "purpose", 26),
                (self.env._("Pages"), "copy_pages", 10),
                (self.env._("Copies"), self._copies, 8),
                (self.env._("Copy Number"), "copy_number", 14),
                (self.env._("Destination"), "destination", 18),
                (self.env._("Approved By"), OfBatch(self._approver_names), 18),
                (self.env._("Expected Return"), "loan_id.date_expected", 12),
                (self.env._("Due On"), "date_due", 17),
                (self.env._("Borrower's Signature"), self._borrower_signed, 16),
                (self.env._("Returned On"), "date_returned", 17),
                (self.env._("Attended By"), "handed_out_by_id.name", 14),
                (self.env._("Remarks"), "difference", 18),
            ],
        }

    def _borrower_signed(self, line):
        """Who signed for it on screen and when; on paper there is room to sign."""
        signatures = line._signed("borrower", "out")
        return ", ".join(
            f"{signature.signer_name} {self._local(signature.date):%Y-%m-%d}"
            for signature in signatures
        )

    def _copies(self, line):
        return line.copy_count if line.kind in ("copy", "excerpt") else None

    # -- keys -------------------------------------------------------------------------------

    def _key_loan_register(self):
        """钥匙借用登记: keys handed out, why, and when they came back."""
        keys = self._key_category_ids()
        domain = Domain("category_id", "in", keys)
        if self.env.user.has_group(KEEPER):
            domain |= Domain("record_id.category_id", "in", keys)
        register = self._loan_base(self.env._("Key Loan Register"), "KF-14", domain)
        return register | {
            "columns": [
                self._number_column(),
                (self.env._("Handed Out On"), "date_out", 17),
                self._record_column(self.env._("Key")),
                (self.env._("Borrower"), "borrower", 16),
                (self.env._("Department"), "department_id.name", 16),
                (self.env._("Purpose"), "purpose", 28),
                (self.env._("Number of Pieces"), "page_count_out", 8),
                (self.env._("Handed Out By"), "handed_out_by_id.name", 14),
                (self.env._("Due On"), "date_due", 17),
                (self.env._("Returned On"), "date_returned", 17),
                (self.env._("Pieces Back"), "page_count_in", 8),
                (self.env._("Taken Back By"), "taken_back_by_id.name", 14),
                (self.env._("Why Not Back"), "late_reason", 24),
            ],
        }

    def _key_hand_over(self):
        """钥匙交接单: what the next shift counts and signs for."""
        return {
            "title": self.env._("Key Shift Hand-Over"),
            "form_number": "KF-15",
            "model": "property.archive.record",
            "domain": Domain("category_id", "in", self._key_category_ids())
            & Domain("state", "in", KEPT_STATES),
            "order": "reference, id",
            "columns": [
                (self.env._("Code"), "reference", 20),
                (self.env._("Key"), "name", 30),
                (self.env._("Unit"), "unit_id.code", 14),
                (self.env._("Number of Pieces"), "quantity", 8),
                (self.env._("Place"), "location_id.complete_name", 24),
                (self.env._("Status"), "availability", 12),
                (self.env._("Borrower"), self._out_fact("borrower"), 16),
                (self.env._("Out Since"), self._out_fact("date_out"), 18),
                (self.env._("Why Not Back"), self._out_fact("late_reason"), 30),
                (self.env._("Counted"), lambda key: "", 10),
            ],
            "signatures": [
                self.env._("Handed Over by the Shift"),
                self.env._("Taken Over by the Shift"),
                self.env._("Date and Hour"),
            ],
        }

    def _out_fact(self, name):
        """A fact of the loan each key is out on, for the desk's own lists."""

        def values(keys):
            if not keys._is_archivist():
                return [None] * len(keys)
            lines = {line.record_id.id: line for line in keys._out_lines()}
            found = [lines[key.id][name] if key.id in lines else None for key in keys]
            return [
                self._local(value).strftime("%Y-%m-%d %H:%M")
                if isinstance(value, datetime)
                else value or None
                for value in found
            ]

        return OfBatch(values)

    @api.model
    def _key_category_ids(self):
        return self.env["property.archive.loan.line"]._key_categories().ids
