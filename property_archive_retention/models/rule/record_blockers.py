from odoo import models

from odoo.addons.property_archive.blockers import add_blocker
from odoo.addons.property_archive.selections import PRESENT_STATES


class PropertyArchiveRecord(models.Model):
    """What the rule of a record says against its destruction (requirements E1, E2)."""

    _inherit = "property.archive.record"

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation == "destroy":
            unpaid = self.sudo()._count_unpaid()
            today = {company.id: company._archive_today() for company in self.sudo().company_id}
            for record in self:
                record._add_retention_blockers(reasons, today[record.sudo().company_id.id])
                if unpaid.get(record.id):
                    text = self.env._("%s invoices of its subject are unpaid", unpaid[record.id])
                    add_blocker(reasons, record, "unpaid", text)
        return reasons

    def _add_retention_blockers(self, reasons, today):
        """Note why the retention of this record stands against its destruction.

        :param dict reasons: see ``_get_blockers``
        :param date today: in the company of the record
        """
        record = self.sudo()
        if record.retention_permanent:
            add_blocker(reasons, self, "retention", self.env._("it is kept permanently"))
        elif self._lacks_date():
            add_blocker(reasons, self, "retention", self.env._("it has no retention date yet"))
        elif record.date_retention_due and record.date_retention_due > today:
            text = self.env._("it is kept until %s", record.date_retention_due)
            add_blocker(reasons, self, "retention", text)
        if record.retention_action == "transfer":
            text = self.env._("it is to be transferred, not destroyed")
            add_blocker(reasons, self, "retention", text)
        if record.availability == "missing":
            add_blocker(reasons, self, "missing", self.env._("it is missing"))
        kept = record.child_ids.filtered(
            lambda item: item.state in PRESENT_STATES
            and (
                item.retention_permanent
                or not item.date_retention_due
                or item.date_retention_due > today
            )
        )
        if kept:
            text = self.env._("it is the volume of %s, which is kept", kept[0].display_name)
            add_blocker(reasons, self, "volume", text, kept[0])

    def _count_unpaid(self):
        """How many customer invoices of whom these records are about are unpaid (E2).

        Known where Odoo's invoicing is installed. A dispute is known as a hold or as an
        incident.

        :return: counts by record id, records without one left out
        :rtype: dict(int, int)
        """
        if "account.move" not in self.env:
            return {}
        payers = {
            record.id: record._subject_partners().commercial_partner_id
            for record in self.sudo()
            if record.partner_id
        }
        counts = dict(
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    (
                        "commercial_partner_id",
                        "in",
                        [one.id for several in payers.values() for one in several],
                    ),
                    ("company_id", "in", self.sudo().company_id.ids),
                    ("move_type", "in", ["out_invoice", "out_receipt"]),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ["not_paid", "partial"]),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        unpaid = {
            record: sum(counts.get(payer, 0) for payer in several)
            for record, several in payers.items()
        }
        return {record: count for record, count in unpaid.items() if count}
