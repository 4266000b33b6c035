from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Place, record and whether it is there temporarily, for places and their sub-places.
_LYING = """
    SELECT r.place, r.id, r.away FROM (
        SELECT i.place, r.id, false AS away, r.xmin
          FROM unnest(%s::int[], %s::int[]) AS i(place, id)
          JOIN property_archive_record r ON r.location_id = i.id
         UNION ALL
        SELECT i.place, r.id, true, r.xmin
          FROM unnest(%s::int[], %s::int[]) AS i(place, id)
          JOIN property_archive_record r ON r.away_location_id = i.id
    ) r"""
#: SQL: this transaction or a savepoint of it wrote the row (32-bit xmin wraps around).
_MINE = SQL(
    "(r.xmin::text::bigint - (pg_current_xact_id()::text::bigint & 4294967295) + 4294967296)"
    " %% 4294967296 < 2147483648"
)


class PropertyArchiveLocation(models.Model):
    """The capacity of a place holds even when several users fill it at once (C1)."""

    _inherit = "property.archive.location"

    def _check_room(self):
        """Raise when one of these places, or an enclosing one, exceeds its capacity.

        Called after records were put there. A transaction that fills a place while another one
        does so waits for the other to end and counts what that one committed, so
        it need not be retried.

        :raise UserError: naming the place, what fits and what is there
        """
        self.flush_recordset(["parent_id", "capacity"])
        counted = self.sudo()._with_parents().filtered("capacity").sorted("id")
        if not counted:
            return
        counts = counted._count_in_line()
        for place in counted:
            if counts.get(place.id, 0) > place.capacity:
                raise UserError(
                    self.env._(
                        "%(place)s has room for %(capacity)s records, and %(count)s would be"
                        " there. Choose another place, or enlarge it.",
                        place=place.display_name,
                        capacity=place.capacity,
                        count=counts[place.id],
                    )
                )

    def _count_in_line(self):
        """Number of records in these places, with what others committed meanwhile.

        This transaction works on a snapshot from its beginning. Others who filled the same
        places since then have committed, because they held the same locks. So a new
        transaction counts their rows, and the rows that this transaction added or removed
        are counted separately.

        :return: counts by id of the place, places without records left out
        :rtype: dict(int, int)
        """
        cr = self.env.cr
        for place in self.sorted("id"):
            cr.execute(
                "SELECT pg_advisory_xact_lock(hashtext('property_archive_location'), %s)",
                (place.id,),
            )
        self.env["property.archive.record"].flush_model(["location_id", "away_location_id"])
        self.flush_model(["parent_path"])
        cr.execute(
            "SELECT p.id, c.id FROM property_archive_location p"
            " JOIN property_archive_location c ON c.parent_path LIKE p.parent_path || '%%'"
            " WHERE p.id = ANY(%s)",
            (self.ids,),
        )
        inside = [list(ids) for ids in zip(*cr.fetchall(), strict=True)]
        if not self.env.registry.ready:
            # an update of the modules is alone, and locks tables that others would wait for
            cr.execute(SQL(_LYING, *inside, *inside))
            return Counter(place for place, _record, _away in cr.fetchall())
        cr.execute(SQL("%s WHERE %s", SQL(_LYING, *inside, *inside), _MINE))
        mine = cr.fetchall()
        with self.env.registry.cursor() as other:
            other.execute(SQL(_LYING, *inside, *inside))
            theirs = set(other.fetchall())
        moved = [row[1] for row in theirs - set(mine)]
        # still there for other transactions, removed by this one
        cr.execute(
            SQL("SELECT id FROM property_archive_record r WHERE id = ANY(%s) AND %s", moved, _MINE)
        )
        changed = {row[0] for row in cr.fetchall()} | {row[1] for row in mine}
        counts = Counter(place for place, record, _kind in theirs if record not in changed)
        counts.update(place for place, _record, _kind in mine)
        return counts
