from odoo import fields, models

from ...blockers import add_blocker
from ...groups import KEEPER

#: Kinds of incident that block lending and changes until the paper is accounted for.
_SUSPENDING_KINDS = ("loss", "damage", "alteration")


class PropertyArchiveRecord(models.Model):
    """Effects of incidents on records (requirements D11, E5)."""

    _inherit = "property.archive.record"

    incident_ids = fields.Many2many(
        "property.archive.incident",
        "property_archive_incident_record_rel",
        "record_id",
        "incident_id",
        "Incidents",
        readonly=True,
        copy=False,
        groups=KEEPER,
    )
    incident_count = fields.Integer(compute="_compute_incident_count", groups=KEEPER)

    def _compute_incident_count(self):
        """Count the incidents the user may see, in one query."""
        counts = dict(
            self.env["property.archive.incident"]._read_group(
                [("record_ids", "in", self.ids)], ["record_ids"], ["__count"]
            )
        )
        for record in self:
            record.incident_count = counts.get(record, 0)

    def _missing_incidents(self):
        """Decided incidents after which records are missing, by id of the record.

        :rtype: dict(int, property.archive.incident)
        """
        incidents = (
            self.env["property.archive.incident"]
            .sudo()
            .search(
                [
                    ("record_ids", "in", self._origin.ids),
                    ("consequence", "=", "missing"),
                    ("date_recovered", "=", False),
                ]
            )
        )
        ids = set(self._origin.ids)
        return {
            record.id: incident
            for incident in incidents
            for record in incident.record_ids
            if record.id in ids
        }

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation in ("read", "move"):
            return reasons
        domain = self.env["property.archive.incident"]._undecided_domain()
        if operation not in ("destroy", "transfer", "hand_over"):
            domain &= fields.Domain("kind", "in", _SUSPENDING_KINDS)
        incidents = (
            self.env["property.archive.incident"]
            .sudo()
            .search(domain & fields.Domain("record_ids", "in", self.ids))
        )
        for record in self:
            for incident in incidents.filtered(lambda i, r=record: r.id in i.record_ids.ids):
                # the number reveals neither what happened nor who did it
                text = self.env._("incident %s is not decided", incident.name)
                add_blocker(reasons, record.sudo(False), "incident", text, incident)
        return reasons

    def action_open_incidents(self):
        """The incidents about this record that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_incident_action"
        )
        action["domain"] = [("record_ids", "in", self.ids)]
        action["context"] = {"default_record_ids": self.ids}
        return action

    def action_report_incident(self):
        """Open the form of a new incident about these records."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report an Incident"),
            "res_model": "property.archive.incident",
            "view_mode": "form",
            "context": {"default_record_ids": self.ids},
        }

    def _set_found(self, **detail):
        back = self.sudo().filtered(lambda record: record.availability == "missing")
        incidents = self.env["property.archive.incident"].sudo()
        for incident in back._missing_incidents().values():
            incidents |= incident
        back = super()._set_found(**detail)
        if incidents:
            incidents._write_protected({"date_recovered": fields.Datetime.now()})
            self.env["property.archive.log"]._log("incident_recovered", incidents)
        return back
