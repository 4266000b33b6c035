from odoo import models


class PropertyArchiveDestruction(models.Model):
    """The papers of a destruction: pick list, list and certificate (requirements E5, E7)."""

    _inherit = "property.archive.destruction"

    def _pick_list(self):
        """Open lines in the order in which somebody walks along the shelves.

        :return: list of (place, lines)
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state in ("approved", "purging"))
        by_place = lines.grouped(lambda line: line.sudo().record_id.location_id)
        return sorted(by_place.items(), key=lambda pair: pair[0].sort_key or "")

    def action_print_pick_list(self):
        """The list to fetch the records with, by place."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_pick_list"
        ).report_action(self)

    def action_print_list(self):
        """The application with the list before destruction 销毁清册."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_list"
        ).report_action(self)

    def action_print_certificate(self):
        """The certificate 档案销毁证明."""
        self.check_access("read")
        return self.env.ref(
            "property_archive_retention.action_report_destruction_certificate"
        ).report_action(self)
