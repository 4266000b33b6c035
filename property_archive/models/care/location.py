from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...notify import ask_to_do

_ALARM = "property_archive.mail_activity_type_climate"


class PropertyArchiveLocation(models.Model):
    """Climate, protection checks and visitors of a place (requirements C4, C5, C7)."""

    _inherit = "property.archive.location"

    climate_profile_id = fields.Many2one(
        "property.archive.climate.profile",
        ondelete="restrict",
        help="What readings are held against. Empty: as the place around it says.",
    )
    protection_profile_id = fields.Many2one(
        "property.archive.protection.profile",
        ondelete="restrict",
        help="Which protections 三防, 七防 or 八防 are looked at here.",
    )
    protection_months = fields.Integer(
        "Check Every (Months)", default=1, help="How often the protections are looked at; 0: never."
    )
    date_protection_next = fields.Date("Next Protection Check", index=True, copy=False)
    reading_ids = fields.One2many("property.archive.reading", "location_id", "Climate Readings")
    last_reading = fields.Char(compute="_compute_last_reading", compute_sudo=True)
    climate_alarm = fields.Boolean(compute="_compute_last_reading", compute_sudo=True)
    entry_count = fields.Integer("People Inside", compute="_compute_entry_count", compute_sudo=True)

    _protection_months_range = models.Constraint(
        "CHECK (protection_months BETWEEN 0 AND 60)",
        "Protections are checked every 0 to 60 months.",
    )

    @api.depends("reading_ids.mistaken")
    def _compute_last_reading(self):
        latest = self._latest_readings()
        for place in self:
            reading = latest.get(place._origin.id)
            place.climate_alarm = bool(reading and reading.out_of_range)
            place.last_reading = (
                f"{reading.temperature:.1f} °C · {reading.humidity:.0f} %" if reading else False
            )

    def _latest_readings(self):
        """The newest reading of each of these places, in one query.

        :rtype: dict(int, property.archive.reading)
        """
        Reading = self.env["property.archive.reading"].sudo()
        Reading.flush_model(["location_id", "date", "mistaken"])
        self.env.cr.execute(
            "SELECT place.id, r.id FROM unnest(%s::int[]) AS place(id) CROSS JOIN LATERAL ("
            "SELECT id FROM property_archive_reading WHERE location_id = place.id"
            " AND mistaken IS NOT TRUE ORDER BY date DESC LIMIT 1) r",
            (self._origin.ids,),
        )
        found = dict(self.env.cr.fetchall())
        readings = {reading.id: reading for reading in Reading.browse(found.values())}
        return {place: readings[reading] for place, reading in found.items()}

    def _compute_entry_count(self):
        counts = dict(
            self.env["property.archive.entry"]
            .sudo()
            ._read_group(
                [("location_id", "in", self.ids), ("date_out", "=", False)],
                ["location_id"],
                ["__count"],
            )
        )
        for place in self:
            place.entry_count = counts.get(place._origin, 0)

    @api.constrains("protection_profile_id", "protection_months")
    def _check_protection_start(self):
        for place in self:
            if place.protection_profile_id and place.protection_months:
                if not place.date_protection_next:
                    today = place.company_id._archive_today()
                    place.date_protection_next = today + relativedelta(day=31)

    @api.constrains("date_protection_next")
    def _check_protection_date(self):
        for place in self:
            day = place.date_protection_next
            if day and not 2000 <= day.year <= 2100:
                raise ValidationError(self.env._("%s is no day for a protection check.", day))

    def _climate_profile(self):
        """The profile of this place, or of the nearest enclosing place that has one."""
        return self._nearest("climate_profile_id").climate_profile_id

    def _watch_climate(self, fresh):
        """Warn the archivist once when the climate leaves its range; close the warning afterwards.

        :param fresh: readings that were just made
        """
        self.ensure_one()
        place = self.sudo()
        latest = place._latest_readings().get(place.id)
        if not latest or not latest.out_of_range:
            place.activity_feedback(
                [_ALARM],
                feedback=self.env._("Back in range: %s", place.last_reading) if latest else None,
            )
            return
        domain = [("location_id", "=", place.id), ("mistaken", "=", False)]
        Reading = self.env["property.archive.reading"].sudo()
        good = Reading.search([*domain, ("out_of_range", "=", False)], order="date desc", limit=1)
        excursion = Reading.search(
            [*domain, ("out_of_range", "=", True), *([("date", ">", good.date)] if good else [])]
        )
        if excursion - fresh:
            return  # already warned
        profile = place._climate_profile()
        ask_to_do(
            place,
            _ALARM,
            place.company_id._archive_keeper(),
            lambda env: env._("Bring the climate back in range"),
            note=lambda env: env._(
                "%(temperature).1f °C and %(humidity).0f %%, wanted: %(t_min)g to %(t_max)g °C and"
                " %(h_min)g to %(h_max)g %%.",
                temperature=latest.temperature,
                humidity=latest.humidity,
                t_min=profile.temperature_min,
                t_max=profile.temperature_max,
                h_min=profile.humidity_min,
                h_max=profile.humidity_max,
            ),
        )

    def action_open_readings(self):
        """Open the readings of this room, first as a graph."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_reading_action"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {"default_location_id": self.id}
        return action
