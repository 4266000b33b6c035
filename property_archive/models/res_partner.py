from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    archive_record_count = fields.Integer(
        "Archive Files",
        compute="_compute_archive_record_count",
        groups="base.group_user",
    )

    def _compute_archive_record_count(self):
        counts = dict(
            self.env["property.archive.record"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.archive_record_count = counts.get(partner, 0)

    def action_open_archive_records(self):
        """The files about this contact that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        found = (
            self.env["property.archive.record"]
            .sudo()
            .search([("partner_id", "in", self.ids)], limit=1)
        )
        if found:
            raise UserError(
                self.env._(
                    "%(partner)s has the file %(record)s in the archive and cannot be deleted.",
                    partner=found.partner_id.display_name,
                    record=found.display_name,
                )
            )
