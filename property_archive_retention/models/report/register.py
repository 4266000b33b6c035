from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.property_archive.registers import OfBatch, Table


class PropertyArchiveRegister(models.AbstractModel):
    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        registers = super()._registers()
        kept_for = (self.env._("Kept For"), "retention_rule_id.duration", 12)
        for key in ("volumes", "cover"):
            self._insert_column(registers[key], "level_id.name", kept_for)
        period = self.env["property.archive.import"].fields_get(["retention"])["retention"]
        registers["records"]["sheet_columns"].append((period["string"], OfBatch(self._periods), 12))
        return registers | {
            "destruction_application": self._destruction_application(),
            "destruction_list": self._destruction_list(),
            "destruction": self._destruction_register(),
            "transfers": self._transfer_register(),
        }

    def _periods(self, records):
        """How long each record is kept, in the words that the register import reads."""
        return [self._period(record) for record in records.sudo()]

    def _period(self, record):
        if record.retention_permanent:
            return self.env._("Permanent")
        rule, until = record.retention_rule_id, record.retention_keep_until
        if record.retention_opinion == "keep" and until and record.date_filed:
            return self.env._("%s year(s)", relativedelta(until, record.date_filed).years)
        if rule and not rule.permanent and rule.period_unit == "years":
            return self.env._("%s year(s)", rule.period)
        return ""

    def _destruction_columns(self):
        """What every list of destroyed records says of a record."""
        return [
            (self.env._("Destruction"), "destruction_id.name", 18),
            (self.env._("Reference"), "reference", 20),
            (self.env._("Title"), "title", 40),
            (self.env._("Category"), "category_id.name", 20),
            (self.env._("Level"), "level_id.name", 10),
            (self.env._("Retention Ends On"), "date_retention_due", 14),
            (self.env._("Files"), "file_count", 8),
        ]

    def _destruction_list(self):
        """档案销毁清册: what is to be destroyed, and what stands against it."""
        return {
            "title": self.env._("List before Destruction"),
            "form_number": "DA-07",
            "model": "property.archive.destruction.line",
            "domain": Domain("state", "in", ["proposed", "approved", "purging", "destroyed"]),
            "order": "destruction_id, id",
            "group": lambda line: line.destruction_id.id,
            "heading": [(self.env._("Destruction"), "destruction_id.name")],
            "records": "record_id",
            "via": {"property.archive.destruction": "destruction_id"},
            "columns": self._destruction_columns()
            + [
                (self.env._("Opinion"), "opinion", 12),
                (self.env._("Reason"), "opinion_reason", 30),
                (self.env._("Unsettled"), "blocker_note", 30),
                (self.env._("Same Bytes Elsewhere"), "shared_files", 30),
                (self.env._("Status"), "state", 12),
            ],
            "date": "destruction_id.create_date",
            "signatures": [
                self.env._("Requested By"),
                self.env._("Approved By"),
                self.env._("Supervisors"),
            ],
        }

    def _destruction_register(self):
        """档案销毁登记表: what was destroyed, by whom, before whom."""
        return {
            "title": self.env._("Register of Destructions"),
            "form_number": "DA-08",
            "model": "property.archive.destruction.line",
            "domain": Domain("state", "=", "destroyed"),
            "order": "destruction_id, id",
            "group": lambda line: line.destruction_id.id,
            "heading": [(self.env._("Destruction"), "destruction_id.name")],
            "records": "record_id",
            "via": {"property.archive.destruction": "destruction_id"},
            "columns": self._destruction_columns()
            + [
                (self.env._("Method"), "method", 12),
                (
                    self.env._("Requested By"),
                    "destruction_id.requester_id.name",
                    14,
                ),
                (
                    self.env._("Approved By"),
                    "destruction_id.approval_ids.decided_by_id.name",
                    24,
                ),
                (self.env._("Executor"), "destruction_id.executor_id.name", 14),
                (
                    self.env._("Supervisors"),
                    "destruction_id.supervisor_ids.name",
                    24,
                ),
                (self.env._("Destroyed On"), "date_destroyed", 16),
                (self.env._("Certificate"), "certificate_number", 22),
                (self.env._("SHA-256 of the Content"), "content_hash", 66),
            ],
            "date": "date_destroyed",
            "signatures": [self.env._("Executor"), self.env._("Supervisors")],
        }

    def _transfer_register(self):
        """What went to another archive, and who received it."""
        return {
            "title": self.env._("Register of Transfers"),
            "form_number": "DA-09",
            "model": "property.archive.transfer.line",
            "domain": Domain("transfer_id.state", "in", ["sent", "done"]),
            "order": "transfer_id, id",
            "date": "transfer_id.date_sent",
            "records": "record_id",
            "via": {"property.archive.transfer": "transfer_id"},
            "signatures": [self.env._("Giver"), self.env._("Receiver")],
            "columns": [
                (self.env._("Transfer"), "transfer_id.name", 16),
                (self.env._("Reference"), "reference", 20),
                (self.env._("Title"), "title", 40),
                (self.env._("Category"), "category_id.name", 20),
                (self.env._("Pages"), "page_count", 8),
                (
                    self.env._("Receiving Archive"),
                    "transfer_id.destination_id.name",
                    24,
                ),
                (self.env._("Giver"), "transfer_id.giver_id.name", 14),
                (self.env._("Receiver"), "transfer_id.receiver_id.name", 14),
                (self.env._("Transferred On"), "date_done", 16),
                (self.env._("Package"), "transfer_id.package_hash", 66),
            ],
        }

    def _insert_column(self, register, path, column):
        """Put a column before another one of a register."""
        paths = [known for _label, known, _width in register["columns"]]
        register["columns"].insert(paths.index(path), column)

    def _destruction_application(self):
        """档案销毁申请表 with what is to be destroyed, why, and who decides."""
        return {
            "title": self.env._("Application for Destruction"),
            "form_number": "DA-21",
            "model": "property.archive.destruction",
            "domain": Domain("state", "not in", ["appraisal", "cancelled"]),
            "order": "id",
            "date": "create_date",
            "records": "line_ids.record_id",
            "layout": "form",
            "via": {"property.archive.destruction.line": "line_ids"},
            "columns": [
                (self.env._("Number"), "name", 16),
                (self.env._("Requested By"), "requester_id.name", 16),
                (self.env._("Department"), "department_id.name", 18),
                (self.env._("Requested On"), "create_date", 17),
                (self.env._("Reason"), "reason", 40),
                (self.env._("Method"), "method", 14),
                (self.env._("Number of Records"), "line_count", 8),
                (self.env._("Executor"), "executor_id.name", 14),
                (self.env._("Supervisors"), "supervisor_ids.name", 24),
            ],
            "lines": Table(
                "line_ids",
                [
                    self._number_column(),
                    (self.env._("Reference"), "reference", 20),
                    (self.env._("Title"), "title", 40),
                    (self.env._("Retention Ends On"), "date_retention_due", 14),
                    (self.env._("Reason"), "opinion_reason", 24),
                    (self.env._("Status"), "state", 12),
                ],
            ),
            "boxes": self._approval_boxes,
            "signatures": [
                self.env._("Requested By"),
                self.env._("Executor"),
                self.env._("Supervisors"),
            ],
        }
