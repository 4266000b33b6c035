from odoo import api, models
from odoo.fields import Domain

from ...registers import Table


class PropertyArchiveRegister(models.AbstractModel):
    """Registers of signed handovers (requirements A9, G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "receipts": self._receipt_register(),
            "signing_book": self._signing_book(),
            "handover": self._handover_list(),
        }

    def _receipt_register(self):
        return {
            "title": self.env._("Register of Receipts"),
            "form_number": "DA-12",
            "model": "property.archive.handover.line",
            "domain": Domain("handover_id.state", "=", "done") & Domain("result", "=", "accepted"),
            "order": "handover_id, id",
            "date": "handover_id.date_done",
            "records": "record_id",
            "via": {"property.archive.handover": "handover_id"},
            "columns": self._handover_columns(),
        }

    def _handover_columns(self):
        return [
            self._number_column(),
            (self.env._("Received On"), "handover_id.date_done", 17),
            (self.env._("Handover"), "handover_id.name", 16),
            (self.env._("Reference"), lambda line: line.sudo().record_id.reference, 20),
            (self.env._("Title"), "record_id.name", 36),
            (
                self.env._("Category"),
                lambda line: line.sudo().record_id.category_id.name,
                18,
            ),
            (self.env._("Pages"), "page_count", 8),
            (self.env._("Department"), "handover_id.department_id.name", 16),
            (self.env._("Giver"), "handover_id.giver_id.name", 14),
            (self.env._("Receiver"), "handover_id.receiver_id.name", 14),
            (self.env._("Handover Supervisor"), "handover_id.supervisor_id.name", 14),
            (self.env._("Place"), "location_id.complete_name", 24),
            (self.env._("Missing"), lambda line: line._missing_text(), 24),
            (self.env._("Difference"), "note", 20),
        ]

    def _signing_book(self):
        """用户档案签收簿: handovers by owners, residents, tenants and customers, by day."""
        return {
            "title": self.env._("Signing Book of Customer Files"),
            "form_number": "DA-14",
            "model": "property.archive.handover.line",
            "domain": Domain("handover_id.state", "=", "done")
            & Domain("result", "=", "accepted")
            & Domain(
                "record_id.category_id.subject_kind",
                "in",
                ["partner", "unit", "partner_unit", "vehicle"],
            ),
            "order": "handover_id, id",
            "date": "handover_id.date_done",
            "group": self._day_received,
            "heading": [(self.env._("Day"), self._day_received)],
            "records": "record_id",
            "via": {"property.archive.handover": "handover_id"},
            "columns": [
                self._number_column(),
                (self.env._("Received On"), "handover_id.date_done", 17),
                (self.env._("Unit"), lambda line: line.sudo().record_id.unit_id.code, 14),
                (self.env._("Vehicle"), lambda line: line.sudo().record_id.plate, 12),
                (self.env._("Reference"), lambda line: line.sudo().record_id.reference, 20),
                (self.env._("Title"), "record_id.name", 34),
                (self.env._("Pages"), "page_count", 8),
                (self.env._("Handed in By"), "handover_id.giver_id.name", 14),
                (self.env._("Signed For By"), "handover_id.receiver_id.name", 14),
                (self.env._("Missing"), lambda line: line._missing_text(), 24),
                (self.env._("Difference"), "note", 20),
            ],
        }

    def _day_received(self, line):
        return self._local(line.sudo().handover_id.date_done).date()

    def _handover_list(self):
        """移交清单: the list of one handover, signed by both sides and the supervisor."""
        return {
            "title": self.env._("Handover List"),
            "form_number": "DA-13",
            "model": "property.archive.handover",
            "domain": Domain("state", "!=", "cancelled"),
            "order": "id",
            "date": "create_date",
            "records": "line_ids.record_id",
            "layout": "form",
            "columns": [
                (self.env._("Number"), "name", 18),
                (self.env._("Status"), "state", 14),
                (self.env._("Department"), "department_id.name", 18),
                (self.env._("Completed On"), "date_done", 17),
                (self.env._("Giver"), "giver_id.name", 14),
                (self.env._("Receiver"), "receiver_id.name", 14),
                (self.env._("Handover Supervisor"), "supervisor_id.name", 14),
                (self.env._("Differences"), "note", 40),
            ],
            "lines": Table(
                "line_ids",
                [
                    self._number_column(),
                    (
                        self.env._("Reference"),
                        lambda line: line.sudo().record_id.reference or "",
                        20,
                    ),
                    (self.env._("Title"), "record_id.name", 40),
                    (self.env._("Pages"), "page_count", 8),
                    (self.env._("Result"), "result", 12),
                    (self.env._("Place"), "location_id.complete_name", 24),
                    (self.env._("Missing"), lambda line: line._missing_text(), 24),
                    (self.env._("Difference"), "note", 24),
                ],
            ),
            "signatures": [
                self.env._("Giver"),
                self.env._("Receiver"),
                self.env._("Handover Supervisor"),
            ],
        }
