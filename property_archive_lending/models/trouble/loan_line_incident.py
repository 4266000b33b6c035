from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """What goes wrong with a loan opens an incident, and a decided loss ends it (D11)."""

    _inherit = "property.archive.loan.line"

    incident_ids = fields.One2many(
        "property.archive.incident", "loan_line_id", "Incidents", groups="base.group_user"
    )

    def _open_incident(self, kind, note, fact=None):
        """Open an incident about this loan; whoever borrowed answers for it.

        :param str kind: a value of ``property.archive.incident.kind``
        :param str note: what was found
        :param str fact: what it is about besides kind and loan, for what can happen again
        :rtype: property.archive.incident
        """
        self.ensure_one()
        line = self.sudo()
        key = ",".join(str(part) for part in (kind, line._name, line.id, fact or "") if part)
        incident = self.env["property.archive.incident"]._open_once(
            kind,
            key,
            records=line.record_id,
            employees=line.employee_id,
            company=line.company_id,
            note=note,
        )
        if not incident.loan_line_id:
            incident._write_protected({"loan_line_id": line.id})
            if line.partner_id:
                self.env["property.archive.incident.person"].sudo()._create_protected(
                    [
                        {
                            "incident_id": incident.id,
                            "role": "responsible",
                            "partner_id": line.partner_id.id,
                        }
                    ]
                )
        return incident

    def action_take_back(self, *args, **kwargs):
        notice = super().action_take_back(*args, **kwargs)
        incident = self._open_return_incident() if self.sudo().physical else None
        if incident:
            notice["params"]["type"] = "warning"
            notice["params"]["message"] += self.env._(
                " Incident %s is opened for the difference.", incident.name
            )
        return notice

    def _note_reminded(self, stages):
        if any(stages.mapped("opens_incident")):
            self._open_late_incident()
        return super()._note_reminded(stages)

    def _open_return_incident(self):
        """Open an incident when pages or condition differ from the hand-out (D5)."""
        line = self.sudo()
        before, after = (
            (text or "").strip().casefold() for text in (line.condition_out, line.condition_in)
        )
        if line.page_count_in == line.page_count_out and (before == after or not before):
            return self.env["property.archive.incident"]
        note = self.env._(
            "Out with %(out)s pages (%(condition_out)s), back with %(back)s (%(condition_in)s)."
            " %(difference)s",
            out=line.page_count_out,
            condition_out=line.condition_out or "–",
            back=line.page_count_in,
            condition_in=line.condition_in or "–",
            difference=line.difference or "",
        )
        return self._open_incident("damage", note.strip())

    def action_report_loss(self):
        """Report the record as lost: opens an incident, whose decision ends the loan.

        :return: the incident, for who may see it
        :raise UserError: when it is not out, or it is somebody else's
        """
        self.ensure_one()
        self.check_access("read")
        self._lock_rows()
        self._check_state("out")
        line = self.sudo()
        if not line.physical:
            raise UserError(self.env._("A right to read cannot be lost: it ends by itself."))
        me = self.env.user._archive_same_person()
        mine = (line.user_id | line.employee_id.user_id) & me
        if not mine and not self._is_archivist():
            raise UserError(self.env._("Who borrowed it, or the archive desk, says that."))
        past = line.incident_ids.filtered(lambda i: i.kind == "loss" and i.state == "cancelled")
        incident = self._open_incident(
            "loss", self.env._("Reported lost by %s.", self.env.user.name), fact=len(past)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": incident._name,
            "res_id": incident.id,
            "view_mode": "form",
        }

    def _settle_lost(self, incident):
        """End these loans as lost; who waited for the record is told that it is gone.

        :param incident: decided ``property.archive.incident``
        """
        lines = self.sudo().filtered(lambda line: line.state == "out")
        lines._lock_rows()
        if incident.consequence != "replaced":
            waiting = lines.search(
                [("record_id", "in", lines.record_id.ids), ("state", "in", ["queued", "approved"])]
            )
            waiting._approval_refused(self.env._("The archive cannot serve this request."))
        lines._write_protected({"state": "lost", "difference": incident.name})
        lines.grant_id._end()
        lines._close_term()
        for line in lines:
            self.env["property.archive.log"]._log(
                "lost", line.record_id, line=line.id, incident=incident.id
            )

    def _open_late_incident(self):
        """Open the incident of a loan that is overdue, once for each due date (D6)."""
        for line in self.sudo():
            due = line._local_date("date_due")
            note = self.env._("Due on %s and not returned.", due)
            line._open_incident("late_return", note, fact=due)
