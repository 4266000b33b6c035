from odoo import models
from odoo.fields import Domain

from odoo.addons.property_archive.blockers import add_blocker

from .transfer import OPEN_STATES


class PropertyArchiveRecord(models.Model):
    """A record that is on its way to another archive (E8)."""

    _inherit = "property.archive.record"

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        lines = (
            self.env["property.archive.transfer.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("transfer_id.state", "in", OPEN_STATES),
                ]
            )
        )
        for line in lines:
            transfer = line.transfer_id
            text = self.env._("it is listed for transfer in %s", transfer.name)
            add_blocker(reasons, self.browse(line.record_id.id), "transfer", text, transfer)
        if operation == "transfer":
            for record in self.sudo():
                today = record.company_id._archive_today()
                due = record.date_retention_due
                ends = record.retention_action == "transfer" and due and due <= today
                if not record.retention_permanent and not ends:
                    text = self.env._(
                        "only permanent records and those whose rule ends with a transfer are"
                        " transferred"
                    )
                    add_blocker(reasons, self.browse(record.id), "not_transferable", text)
        return reasons

    def _get_copy_blockers(self):
        """What blocks the destruction of the copies of records that another archive received.

        :rtype: dict(property.archive.record,
            list(odoo.addons.property_archive.blockers.Blocker))
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        received = (
            self.env["property.archive.transfer.line"]
            .sudo()
            .search([("record_id", "in", self.ids), ("transfer_id.state", "=", "done")])
            .record_id
        )
        received |= (
            self.env["property.archive.estate.transfer.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("content", "=", "wipe"),
                    ("transfer_id.state", "=", "done"),
                ]
            )
            .record_id
        )
        incidents = self.env["property.archive.incident"].sudo()
        undecided = incidents.search(
            incidents._undecided_domain() & Domain("record_ids", "in", self.ids)
        ).record_ids
        reasons = {}
        for record in self.sudo():
            if record.state != "transferred":
                code, text = "state", self.env._("its state is %s", labels[record.state])
            elif record not in received:
                code, text = "not_received", self.env._("its receipt is not confirmed")
            elif record in undecided:
                code, text = "incident", self.env._("an incident is not decided")
            else:
                continue
            add_blocker(reasons, record.sudo(False), code, text)
        return reasons

    def _write_destroyed(self, batch, how):
        if not batch._received_elsewhere():
            return super()._write_destroyed(batch, how)
        # the record itself lives on in the other archive
        for note, alike in self.grouped("disposal_note").items():
            alike._write_protected(
                {"state": "transferred", "disposal_note": " · ".join(filter(None, (note, how)))}
            )
        return None

    def action_transfer(self):
        """List these records for a transfer to another archive.

        :return: action that shows the transfer
        """
        transfers = self.env["property.archive.transfer"]
        for company, records in self.grouped("company_id").items():
            transfer = transfers.with_company(company).create({})
            transfer.action_add_records(records.ids)
            transfers |= transfer
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_transfer_action"
        )
        if len(transfers) == 1:
            action.update(res_id=transfers.id, view_mode="form", views=[(False, "form")])
        action["domain"] = [("id", "in", transfers.ids)]
        action["context"] = {}
        return action
