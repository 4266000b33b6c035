from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...notify import ask_to_do

_TYPE = "property_archive.mail_activity_type_care"


class PropertyArchiveEquipment(models.Model):
    """Protective equipment of a store, and its next maintenance (requirement C5)."""

    _name = "property.archive.equipment"
    _description = "Equipment of the Store"
    _inherit = ["property.archive.derived", "mail.thread", "mail.activity.mixin"]
    _order = "date_next, name"

    name = fields.Char(required=True, size=128)
    kind = fields.Selection(
        [
            ("fire", "Fire Protection"),
            ("climate", "Air Conditioning, Dehumidifier"),
            ("meter", "Thermometer, Hygrometer"),
            ("alarm", "Alarm, Camera"),
            ("furniture", "Cabinets, Locks"),
            ("pest", "Pest Control"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    location_id = fields.Many2one(
        "property.archive.location",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="location_id.company_id", store=True, index=True)
    serial_number = fields.Char(size=64)
    active = fields.Boolean(default=True)
    months = fields.Integer("Upkeep Every (Months)", default=12, aggregator=None)
    date_last = fields.Date("Last Upkeep", tracking=True)
    date_next = fields.Date(
        "Next Upkeep", compute="_compute_date_next", store=True, readonly=False, index=True
    )
    note = fields.Text()

    _months_range = models.Constraint(
        "CHECK (months BETWEEN 0 AND 120)", "Upkeep comes every 0 to 120 months; 0: never."
    )

    @api.depends("date_last", "months")
    def _compute_date_next(self):
        for item in self:
            if item.date_last and item.months:
                item.date_next = item.date_last + relativedelta(months=item.months)
            elif not item.months:
                item.date_next = False

    @api.constrains("date_last", "date_next")
    def _check_dates(self):
        for item in self:
            for day in (item.date_last, item.date_next):
                if day and not 2000 <= day.year <= 2100:
                    raise ValidationError(self.env._("%s is no day of upkeep.", day))
            if item.date_last and item.date_last > item.company_id._archive_today():
                raise ValidationError(self.env._("The last upkeep of %s lies ahead.", item.name))

    def action_maintained(self):
        """Record maintenance done today."""
        self.check_access("write")
        for item in self:
            item.date_last = item.company_id._archive_today()
        self.activity_feedback([_TYPE], feedback=self.env._("Maintained"))
        return True

    @api.model
    def _due(self):
        """Equipment whose maintenance is due and not yet notified."""
        return self.search(self.env["res.company"]._archive_due_domain("date_next")).filtered(
            lambda item: not item.activity_ids
        )

    def _remind(self):
        for item in self:
            keeper = item.company_id._archive_keeper()
            ask_to_do(item, _TYPE, keeper, lambda env: env._("Upkeep"), item.date_next)
