from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ...groups import ARCHIVIST


class PropertyArchiveOverview(models.AbstractModel):
    _inherit = "property.archive.overview"

    @api.model
    def _tiles(self):
        """Add protection checks that are late."""
        today = self.env.company._archive_today()
        return super()._tiles() | {
            "protection_late": {
                "section": "late",
                "label": self.env._("Late protection checks"),
                "icon": "fa-shield",
                "model": "property.archive.protection",
                "domain": Domain("state", "=", "todo") & Domain("date_due", "<", today),
                "action": "property_archive.property_archive_protection_action",
                "groups": ARCHIVIST,
                "urgent": True,
            },
        }

    @api.model
    def _climate(self):
        """Tiles of the newest reading of each room, red when out of range."""
        reading = self.env["property.archive.reading"]
        if not reading.has_access("read"):
            return super()._climate()
        valid = Domain("mistaken", "!=", True) & Domain("company_id", "in", self.env.companies.ids)
        moments = reading._read_group(valid, ["location_id"], ["date:max"])
        newest = reading.search(
            valid
            & Domain.OR(
                Domain("location_id", "=", room.id) & Domain("date", "=", moment)
                for room, moment in moments
            )
        )
        return super()._climate() + [
            {
                "key": f"climate.{last.location_id.id}",
                "label": last.location_id.display_name,
                "icon": "fa-thermometer-half",
                "value": self.env._(
                    "%(temperature)s °C · %(humidity)s %%",
                    temperature=formatLang(self.env, last.temperature, digits=1),
                    humidity=formatLang(self.env, last.humidity, digits=0),
                ),
                "urgent": last.out_of_range,
                "empty": False,
            }
            for last in newest.sorted(lambda reading: reading.location_id.display_name)
        ]

    @api.model
    def action_open_tile(self, key):
        """Open the readings of a room, or what :meth:`get_overview` counted."""
        kind, _dot, place = key.partition(".")
        if kind != "climate" or not place.isdigit():
            return super().action_open_tile(key)
        xmlid = "property_archive.property_archive_reading_action"
        return self.env["ir.actions.act_window"]._for_xml_id(xmlid) | {
            "domain": Domain("location_id", "=", int(place)),
        }
