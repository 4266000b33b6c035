from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveRecord(models.Model):
    """What the portal tells the person a file is about (requirement B5).

    They learn that there is a file, its code, category and unit, and whether it is open:
    never its title, level or content. Portal users have no right to read the model; the
    methods here are the one window, filtered by the user's own contact.
    """

    _inherit = "property.archive.record"

    @api.model
    def _portal_domain(self):
        """Domain of the filed records about the current user's own contact."""
        user = self.env.user
        return (
            self._about_domain(user._archive_own_partners())
            & Domain("state", "in", KEPT_STATES)
            & Domain("company_id", "in", user._get_company_ids())
        )

    @api.model
    def _portal_record(self, record_id):
        """The record with this id if it is about the current user, as superuser.

        :return: empty for any other id, whether there is such a record or not
        """
        return self.sudo().search(Domain("id", "=", record_id) & self._portal_domain())

    @api.model
    def _portal_count(self):
        """How many files there are about the current user."""
        return self.sudo().search_count(self._portal_domain())

    @api.model
    def _portal_files(self, offset=0, limit=None):
        """What the portal shows of the files about the current user.

        :rtype: list(dict)
        """
        return (
            self.sudo()
            .search(self._portal_domain(), offset=offset, limit=limit, order="id desc")
            ._portal_values()
        )

    def _portal_values(self):
        """The facts the portal shows, and until when the content is open, if it is."""
        now = fields.Datetime.now()
        grants = (
            self.env["property.archive.grant"]
            .sudo()
            ._read_group(
                [
                    ("record_id", "in", self.ids),
                    ("user_id", "=", self.env.uid),
                    ("content", "=", True),
                    ("revoked", "=", False),
                    ("date_from", "<=", now),
                    ("date_to", ">", now),
                ],
                ["record_id"],
                ["date_to:max"],
            )
        )
        until = {record.id: date for record, date in grants}
        return [
            {
                "id": record.id,
                "code": record.reference,
                "category": record.category_id.name,
                "unit": record.unit_id.display_name,
                "company": record.company_id.name,
                "timezone": record.company_id._archive_zone().zone,
                "closed": bool(record.date_closed),
                "until": until.get(record.id),
            }
            for record in self.sudo()
        ]
