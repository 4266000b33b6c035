from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...selections import KEPT_STATES

#: How many neighbours are looked at.
_NEIGHBOURS = 30


class PropertyArchiveRecord(models.Model):
    """The place of a new record is proposed: where its neighbours were put last (C1)."""

    _inherit = "property.archive.record"

    def _propose_places(self):
        """Where these records go: beside those of their unit, else of their category.

        Only places that are in use, suit the record and have room for all that are proposed to go
        there. Nothing is proposed where there are no neighbours.

        :return: places by record; records without one are left out
        :rtype: dict
        """
        records = self.sudo()
        beside = records._neighbours("unit_id")
        alike = records._neighbours("category_id")
        places = self.env["property.archive.location"].sudo()
        ids = {place for found in (*beside.values(), *alike.values()) for place in found}
        counted = places.browse(ids)._with_parents().filtered("capacity")
        counts = counted._count_records()
        free = {place: place.capacity - counts.get(place.id, 0) for place in counted}
        proposed, suits = {}, {}
        for record in records:
            key = record.company_id.id
            candidates = [
                *beside.get((key, record.unit_id.id), ()),
                *alike.get((key, record.category_id.id), ()),
            ]
            for place in places.browse(dict.fromkeys(candidates)):
                around = place._with_parents() & counted
                kind = (place, record.level_id, record.carrier, record.medium)
                if kind not in suits:
                    suits[kind] = record._suits(place)
                if suits[kind] and all(free[one] > 0 for one in around):
                    proposed[record.id] = place
                    free.update({one: free[one] - 1 for one in around})
                    break
        return proposed

    def _suits(self, place):
        """Whether this record may be put in a place."""
        try:
            self._check_goes_to(place)
        except UserError:
            return False
        return True

    def _neighbours(self, name):
        """Places of the records that were entered last, by the value of a many2one.

        :param str name: an indexed many2one of the record
        :return: ids of places, the latest first, by company and value
        :rtype: dict
        """
        pairs = {(r.company_id.id, r[name].id) for r in self if r[name]}
        if not pairs:
            return {}
        self.env["property.archive.record"].flush_model()
        companies, values = zip(*pairs, strict=True)
        self.env.cr.execute(
            SQL(
                "SELECT i.company, i.value, n.location_id"
                " FROM unnest(%s::int[], %s::int[]) AS i(company, value)"
                " CROSS JOIN LATERAL (SELECT r.id, r.location_id FROM property_archive_record r"
                " WHERE r.%s = i.value AND r.company_id = i.company AND r.state = ANY(%s)"
                " AND r.location_id IS NOT NULL ORDER BY r.id DESC LIMIT %s) n ORDER BY n.id DESC",
                list(companies),
                list(values),
                SQL.identifier(name),
                list(KEPT_STATES),
                _NEIGHBOURS,
            )
        )
        found = {}
        for company, value, place in self.env.cr.fetchall():
            found.setdefault((company, value), {}).setdefault(place)
        return found
