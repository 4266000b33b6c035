from odoo import api, models

from ...selections import PRESENT_STATES

#: States in which a file still says who it is about.


class PropertyArchiveUnit(models.Model):
    """The open files about a unit's owners follow when one of several changes (A5)."""

    _inherit = "property.archive.unit"

    @api.model
    def _parties_changed(self, role, changed):
        """Who owns a unit together with those a file is about becomes its subject too.

        The file goes on while one of those it is about still owns the unit. When all of
        them go it stays theirs: the change of owner closes it and opens another one.
        """
        super()._parties_changed(role, changed)
        if role != "owner":
            return
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search(
                [
                    ("unit_id", "in", [unit.id for unit in changed]),
                    ("category_id.unit_party", "=", "owner"),
                    ("partner_id", "!=", False),
                    ("date_closed", "=", False),
                    ("state", "in", PRESENT_STATES),
                ],
                order="id",
            )
        )
        for record in records:
            gone, come = changed[record.unit_id]
            before = record._subject_partners()
            stay = before - gone
            if stay and stay & record.unit_id.owner_ids:
                record._set_subjects(stay | come)
