from odoo import api, models


class PropertyArchiveRecord(models.Model):
    """What a record is called where others read it (requirement B4)."""

    _inherit = "property.archive.record"

    @api.depends("reference", "category_id.name", "level_id.clearance_required", "scope", "name")
    def _compute_display_name(self):
        """Code and category; the title only where everybody in the company may read it.

        Names are copied into activities, subjects and labels that others read, so a
        name that depends on its reader would leak: the title lives in ``name`` alone.
        """
        for record in self:
            open_to_all = record.scope == "company" and not record.level_id.clearance_required
            record.display_name = record._public_name(record.name if open_to_all else None)

    def _public_name(self, title=None):
        """Code and category of a record: what another document may keep of it (B4).

        :param str title: told in place of the category
        """
        self.ensure_one()
        code = self.reference or self.env._("Draft %s", self.id or "")
        title = title or self.category_id.name
        return f"{code} · {title}" if title else code

    def _rename_copies(self):
        """What holds a copy of the names of these records follows them.

        A title that everybody might read when it was copied is told no longer once the
        level or the scope of its record is another (B4).
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        copies = activities.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        self.env.add_to_compute(copies._fields["res_name"], copies)
