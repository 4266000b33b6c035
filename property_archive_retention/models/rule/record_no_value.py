from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveRecord(models.Model):
    """A file found to be of no value, though no rule made it due 无价值档案 (J7).

    The archivist says so with a reason; the appraisal looks at it, and whoever approves
    destructions decides. What a rule keeps until a day, or for ever, stays until then
    (000 细则 5, 1.5.1; 001 七 1).
    """

    _inherit = "property.archive.record"

    no_value_reason = fields.Char("Of No Value Because", readonly=True, copy=False)
    no_value_by_id = fields.Many2one(
        "res.users", "Of No Value Says", readonly=True, copy=False, ondelete="restrict"
    )

    def _note_no_value(self, reason):
        """Note why these records are of no value.

        :param str reason: kept on the record and on the list
        :raise UserError: for what is not filed, or what a rule keeps
        """
        records = self.sudo()
        records._check_state(*KEPT_STATES)
        for record in records:
            if record.retention_permanent or record.date_retention_due:
                raise UserError(
                    self.env._(
                        "%(record)s: its rule says how long it is kept (%(until)s). Of no value is"
                        " what no rule keeps.",
                        record=record.display_name,
                        until=record.date_retention_due or self.env._("permanently"),
                    )
                )
        records._write_protected({"no_value_reason": reason, "no_value_by_id": self.env.uid})
        self.env["property.archive.log"]._log("no_value", self)

    def _lacks_date(self):
        """Whether no rule dates it and nobody found it to be of no value."""
        record = self.sudo()
        return not record.date_retention_due and not record.no_value_reason
