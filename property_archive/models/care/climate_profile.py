from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PropertyArchiveClimateProfile(models.Model):
    """Permitted climate of a room (requirement C4)."""

    _name = "property.archive.climate.profile"
    _description = "Climate Profile"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    temperature_min = fields.Float(
        "Lowest Temperature (°C)", required=True, default=14, aggregator=None
    )
    temperature_max = fields.Float(
        "Highest Temperature (°C)", required=True, default=24, aggregator=None
    )
    humidity_min = fields.Float("Lowest Humidity (%)", required=True, default=45, aggregator=None)
    humidity_max = fields.Float("Highest Humidity (%)", required=True, default=60, aggregator=None)

    @api.constrains("temperature_min", "temperature_max", "humidity_min", "humidity_max")
    def _check_ranges(self):
        for profile in self:
            if not (
                -30 <= profile.temperature_min < profile.temperature_max <= 60
                and 0 <= profile.humidity_min < profile.humidity_max <= 100
            ):
                raise ValidationError(
                    self.env._(
                        "%s: the lowest value lies below the highest, temperatures between -30"
                        " and 60 °C, humidity between 0 and 100 %%.",
                        profile.name,
                    )
                )

    def _holds(self, temperature, humidity):
        """Whether a reading lies within this profile, limits included.

        :param float temperature: in °C
        :param float humidity: relative, in %
        """
        self.ensure_one()
        return (
            self.temperature_min <= temperature <= self.temperature_max
            and self.humidity_min <= humidity <= self.humidity_max
        )
