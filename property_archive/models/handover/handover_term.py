from odoo import api, fields, models
from odoo.fields import Domain

from ...groups import KEEPER
from ...notify import ask_to_do

_ACTIVITY = "property_archive.mail_activity_type_receive"


class ResCompany(models.Model):
    """Setting: the archive's term for filing what it received (002 三(三) 2)."""

    _inherit = "res.company"

    archive_receive_days = fields.Integer(
        "Received Within (Working Days)",
        default=5,
        help="So long the archive has to file, or give back, what a giver signed for; 0: no term.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    archive_receive_days = fields.Integer(related="company_id.archive_receive_days", readonly=False)


class PropertyArchiveHandover(models.Model):
    """The archive's own term 归档时限: receivers can be late as well (J6)."""

    _inherit = "property.archive.handover"

    date_given = fields.Datetime("Given On", readonly=True, copy=False)
    date_receive_due = fields.Datetime(
        "Receive by",
        readonly=True,
        copy=False,
        help="Until when the archive files it or gives it back.",
    )
    receive_late = fields.Boolean(
        "Received Late",
        readonly=True,
        copy=False,
        help="The archive did not see to it in its own term: it stays, whatever is done later.",
    )

    _receive_due_idx = models.Index(
        "(date_receive_due, id) WHERE state IN ('given', 'received') AND receive_late IS NOT TRUE"
    )

    def _after_giver_signed(self):
        result = super()._after_giver_signed()
        now = fields.Datetime.now()
        for handover in self.sudo():
            handover._write_protected(
                {"date_given": now, "date_receive_due": handover._receive_due(now)}
            )
        return result

    def _receive_due(self, start):
        days = self.company_id.archive_receive_days
        if days <= 0:
            return False
        company = self.company_id
        day = company._archive_local_day(start)
        last = company._archive_working_day(day, days) or fields.Date.add(day, days=days)
        return company._archive_day_end(last)

    @api.model
    def _cron_receive(self):
        """Job: mark handovers the archive has not received in time, and remind the receivers."""
        self._run_in_batches(
            [
                ("state", "in", ["given", "received"]),
                ("receive_late", "=", False),
                ("date_receive_due", "<", fields.Datetime.now()),
            ],
            "date_receive_due, id",
            "_mark_receive_late",
        )

    def _mark_receive_late(self):
        for handover in self.sudo():
            handover._write_protected({"receive_late": True})
            waits_for = handover.supervisor_id if handover.state == "received" else None
            user = waits_for or handover.receiver_id or handover.company_id._archive_keeper()
            ask_to_do(
                handover,
                _ACTIVITY,
                user,
                lambda env: env._("Receive it, or give it back"),
                note=lambda env, handover=handover: env._(
                    "The archive's own term ended on %s: receive it, or give it back.",
                    handover.company_id._archive_local_day(handover.date_receive_due),
                ),
            )
        self.env["property.archive.log"]._log("received_late", self)

    def _complete(self):
        result = super()._complete()
        self.sudo().activity_unlink([_ACTIVITY])
        return result


class PropertyArchiveOverview(models.AbstractModel):
    """Tile of handovers that the archive has not received in time (G2, J6)."""

    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        late = Domain("state", "in", ["given", "received"])
        late &= Domain("date_receive_due", "<", fields.Datetime.now())
        return super()._tiles() | {
            "receive_late": {
                "section": "late",
                "label": self.env._("Given to the archive, and not filed in its term"),
                "icon": "fa-inbox",
                "model": "property.archive.handover",
                "domain": late,
                "action": "property_archive.property_archive_handover_action",
                "groups": KEEPER,
                "urgent": True,
            },
        }
