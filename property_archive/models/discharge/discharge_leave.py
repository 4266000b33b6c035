from odoo import models


class PropertyArchiveDischarge(models.Model):
    """Settled items, successors, and the departure itself (F3, F5)."""

    _inherit = "property.archive.discharge"

    def _get_settled_items(self):
        """What this leaver had and settled, for the certificate. Addons extend it.

        :return: values of ``property.archive.discharge.line``
        :rtype: list(dict)
        """
        self.ensure_one()
        lines = self.env["property.archive.handover.line"].sudo()
        accounts = self.user_id._archive_same_person()
        handed_in = lines.search(
            [
                ("handover_id.giver_id", "in", accounts.ids),
                ("handover_id.state", "=", "done"),
                ("handover_id.company_id", "=", self.company_id.id),
                ("result", "=", "accepted"),
            ],
            order="id",
        )
        return [
            {
                "kind": "handed_in",
                "name": line.record_id.display_name,
                "document": line.handover_id.name,
                "date_end": line.handover_id.date_done,
                "result": line.note,
            }
            for line in handed_in
        ]

    def _succession_vals(self):
        counts = {}
        for successor, records in self._files_by_successor().items():
            counts[successor] = len(records)
        return [
            {
                "kind": "succession",
                "name": self.env._("Files answered for: %s", count),
                "successor_id": successor.id,
            }
            for successor, count in counts.items()
        ]

    def _files_by_successor(self):
        """Files of this leaver, grouped by successor.

        :rtype: dict(hr.employee, property.archive.record)
        """
        self.ensure_one()
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    ("responsible_id", "=", self.employee_id.id),
                    ("state", "not in", ["purging", "destroyed", "transferred"]),
                ],
                ["category_id"],
                order="id",
            )
        )
        rows = self.successor_ids._most_specific_first()
        chosen = {}
        for category, batch in records.grouped("category_id").items():
            row = rows._holds_for(category_id=category)[:1]
            successor = row.successor_id or self.successor_id
            if successor:
                chosen[successor] = chosen.get(successor, records.browse()) | batch
        return chosen

    def _complete_departure(self, date):
        """Date the certificate and hand over the files once the departure has taken place.

        :param date: date of departure
        """
        for discharge in self:
            if discharge.state == "draft":
                discharge._keep_settled_items()
                discharge._write_protected({"state": "to_sign"})
            for successor, records in discharge._files_by_successor().items():
                records._lock_rows()
                records._write_protected({"responsible_id": successor.id})
                self.env["property.archive.log"]._log(
                    "succeeded", records, discharge=discharge.id, successor=successor.id
                )
            discharge._write_protected({"date_departed": date})
        self._refresh()
        if self:
            self.env["property.archive.log"]._log("departed", self)
