from odoo import models

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
                texts = record.sudo()._retention_blockers(today[record.sudo().company_id.id])
                if unpaid.get(record.id):
                    texts.append(
                        self.env._("%s invoices of its subject are unpaid", unpaid[record.id])
                    )
                if texts:
                    reasons.setdefault(record, []).extend(texts)
        return reasons

    def _retention_blockers(self, today):
        """Why the retention of this record stands against its destruction.

        :param date today: in the company of the record
        """
        self.ensure_one()
        texts = []
        if self.retention_permanent:
            texts.append(self.env._("it is kept permanently"))
        elif not self.date_retention_due:
            texts.append(self.env._("it has no retention date yet"))
        elif self.date_retention_due > today:
            texts.append(self.env._("it is kept until %s", self.date_retention_due))
        if self.retention_action == "transfer":
            texts.append(self.env._("it is to be transferred, not destroyed"))
        if self.availability == "missing":
            texts.append(self.env._("it is missing"))
        kept = self.child_ids.filtered(
            lambda item: item.state in PRESENT_STATES
            and (
                item.retention_permanent
                or not item.date_retention_due
                or item.date_retention_due > today
            )
        )
        if kept:
            texts.append(self.env._("it is the volume of %s, which is kept", kept[0].display_name))
        return texts

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
