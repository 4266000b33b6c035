from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Plausible values of a thermometer or hygrometer; others are typing mistakes.
_POSSIBLE = {"temperature": (-30, 60), "humidity": (1, 100)}


class PropertyArchiveReading(models.Model):
    """Temperature and humidity of a room at one time (requirement C4).

    Entered by hand, by Odoo's import, or by a sensor's user, who has no other rights. A
    reading is neither changed nor deleted: a wrong one is marked as mistaken.
    """

    _name = "property.archive.reading"
    _description = "Climate Reading"
    _inherit = ["property.archive.protected"]
    _order = "date desc, id desc"
    _rec_name = "date"

    location_id = fields.Many2one(
        "property.archive.location",
        "Storeroom",
        required=True,
        ondelete="restrict",
        domain=[("kind", "in", ["room", "cabinet"])],
    )
    company_id = fields.Many2one(related="location_id.company_id", store=True, index=True)
    date = fields.Datetime("Read At", required=True, default=fields.Datetime.now)
    temperature = fields.Float("Temperature (°C)", required=True, digits=(5, 1), aggregator="avg")
    humidity = fields.Float("Humidity (%)", required=True, digits=(5, 1), aggregator="avg")
    out_of_range = fields.Boolean(
        readonly=True, help="Outside the profile the room had when it was read."
    )
    mistaken = fields.Boolean(readonly=True, help="Taken or typed wrongly: it counts for nothing.")
    note = fields.Char(size=255)
    user_id = fields.Many2one(
        "res.users",
        "Read By",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    _moment_uniq = models.UniqueIndex(
        "(location_id, date) WHERE mistaken IS NOT TRUE",
        "There is a reading of this room at this moment already.",
    )

    def _creatable_fields(self):
        return {"location_id", "date", "temperature", "humidity", "note"}

    def _editable_fields(self):
        return {"note"}

    @api.constrains("temperature", "humidity", "date")
    def _check_possible(self):
        """Refuse impossible values, including the zeros that come from empty cells."""
        soon = fields.Datetime.now() + timedelta(minutes=10)
        for reading in self:
            for name, (low, high) in _POSSIBLE.items():
                if not low <= reading[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of %(value)s in %(room)s cannot be: it lies between"
                            " %(low)s and %(high)s.",
                            field=self._fields[name].get_description(self.env)["string"],
                            value=reading[name],
                            room=reading.sudo().location_id.display_name,
                            low=low,
                            high=high,
                        )
                    )
            if reading.date > soon or reading.date.year < 2000:
                raise ValidationError(
                    self.env._(
                        "%s: a reading is not of the future, nor of the last century.",
                        reading.date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        readings.sudo()._compare_with_profile()
        return readings

    def _compare_with_profile(self):
        """Compare new readings with the profile of their room, and warn if needed."""
        for room, readings in self.grouped("location_id").items():
            profile = room._climate_profile()
            bad = readings.filtered(
                lambda reading, profile=profile: profile
                and not profile._holds(reading.temperature, reading.humidity)
            )
            bad._write_protected({"out_of_range": True})
            room._watch_climate(readings)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A reading is kept: mark it as mistaken."))

    def action_mistaken(self):
        """Mark these readings as wrong: mistyped, or shown by a faulty instrument."""
        self.check_access("write")
        readings = self.sudo()
        readings._write_protected({"mistaken": True})
        self.env["property.archive.log"]._log("reading_mistaken", self)
        for room in readings.location_id:
            room._watch_climate(self.browse())
        return True
