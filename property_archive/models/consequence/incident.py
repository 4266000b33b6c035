from odoo import fields, models

from ...notify import ask_to_do, tell

_REPLACE = "property_archive.mail_activity_type_replace"


class PropertyArchiveIncident(models.Model):
    """Immediate notification, closing by the decider, and replacement (J13, J15)."""

    _inherit = "property.archive.incident"

    told_user_ids = fields.Many2many(
        "res.users",
        "property_archive_incident_told_rel",
        "incident_id",
        "user_id",
        "Told at Once",
        readonly=True,
        copy=False,
        help="By the category of the files: executive, GM's secretary, head of who keeps them.",
    )
    fix_ordered_by_id = fields.Many2one(
        "res.users",
        "Ordered By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who ordered it to be put right, and notes that it was.",
    )

    def _announce_new(self):
        result = super()._announce_new()
        for incident in self.sudo():
            incident._tell_at_once()
            incident._ask_replacement()
        return result

    def _tell_at_once(self):
        """Notify the users named by the categories, except those responsible for the incident."""
        involved = self.person_ids.employee_id.user_id._archive_same_person()
        users = self.record_ids.category_id._told_users(self.company_id) - involved
        if users:
            self._write_protected({"told_user_ids": [fields.Command.set(users.ids)]})
            self.flush_recordset()
            subject = self.env._("Told at once: %s", self.display_name)
            tell(self.env, users.partner_id, subject, [self.subject or ""], self)

    def _ask_replacement(self):
        """Ask to replace what is lost or damaged by a date, keys at once (004 §15 c 3)."""
        if self.kind not in ("loss", "damage"):
            return
        for record in self.record_ids:
            category = record.category_id._nearest("replace_days")
            head = record.category_id._keeping_head(self.company_id)
            if category.replace_days and head:
                today = self.company_id._archive_today()
                ask_to_do(
                    self,
                    _REPLACE,
                    head,
                    lambda env, name=record.display_name: env._("Replace it: %s", name),
                    fields.Date.add(today, days=category.replace_days),
                )

    def action_order_fix(self):
        result = super().action_order_fix()
        self.sudo()._write_protected({"fix_ordered_by_id": self.env.uid})
        return result
