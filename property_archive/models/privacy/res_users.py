from odoo import models


class ResUsers(models.Model):
    """Hide the same data on portal users who are the subject of a protected file (J1)."""

    _inherit = "res.users"

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        names = self.env["res.partner"]._archive_closed_fields.intersection(fnames)
        masked = self.sudo().partner_id.sudo(False)._archive_masked() if names else ()
        if masked:
            hidden = set(self.sudo().filtered(lambda u: u.partner_id in masked).ids)
            for row in values:
                if row["id"] in hidden:
                    row.update(dict.fromkeys(names, False))
        return values
