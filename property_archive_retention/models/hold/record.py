from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.blockers import add_blocker

from .hold import JOINED_STATES


class PropertyArchiveRecord(models.Model):
    """What a hold does to a record (requirement E3)."""

    _inherit = "property.archive.record"

    hold_line_ids = fields.One2many("property.archive.hold.line", "record_id", "Holds")
    hold_count = fields.Integer(
        "Holds in Force", readonly=True, copy=False, default=0, aggregator=None
    )

    # The database itself does not let a held record go.
    _held_stays = models.Constraint(
        "CHECK (COALESCE(hold_count, 0) = 0"
        " OR state NOT IN ('purging', 'destroyed', 'transferred'))",
        "A record that is held can be neither destroyed nor transferred.",
    )
    _held_idx = models.Index("(company_id) WHERE hold_count > 0")

    # -- joining ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._join_holds()
        return records

    def _create_protected(self, vals_list):
        records = super()._create_protected(vals_list)
        records._join_holds()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._join_holds()
        return result

    def _write_protected(self, vals):
        result = super()._write_protected(vals)
        self._join_holds()
        return result

    def _join_holds(self):
        """Put these records under the holds that name them, or the volume around them."""
        if not self:
            return
        holds = (
            self.env["property.archive.hold"]
            .sudo()
            .search([("state", "in", JOINED_STATES)], order="id")
        )
        for hold in holds:
            listed = hold.line_ids.search(
                [("hold_id", "=", hold.id), ("record_id", "in", self.ids)]
            ).record_id
            rest = self.sudo() - listed
            if not rest:
                continue
            volumes = rest.parent_id._held_directly(hold)
            named = hold._matches(rest) | rest.filtered(
                lambda record, volumes=volumes: record.parent_id in volumes
            )
            hold._add_records(named.sudo())

    def _held_directly(self, hold):
        """Those of these volumes whose items are under a hold as well."""
        lines = (
            self.env["property.archive.hold.line"]
            .sudo()
            .search(
                [
                    ("hold_id", "=", hold.id),
                    ("record_id", "in", self.ids),
                    ("way", "in", ["direct", "item"]),
                ]
            )
        )
        return lines.record_id

    def _hold_reach(self):
        """These records with the items in them and the volumes around them.

        :return: how each came there, by id: ``direct``, ``item`` or ``volume``
        :rtype: dict(int, str)
        """
        self.env.cr.execute(
            """
            WITH RECURSIVE items AS (
                SELECT id FROM property_archive_record WHERE parent_id = ANY(%(ids)s)
                UNION
                SELECT r.id FROM property_archive_record r JOIN items ON r.parent_id = items.id
            ), volumes AS (
                SELECT parent_id AS id FROM property_archive_record
                 WHERE id = ANY(%(ids)s) AND parent_id IS NOT NULL
                UNION
                SELECT r.parent_id FROM property_archive_record r JOIN volumes
                    ON r.id = volumes.id WHERE r.parent_id IS NOT NULL
            )
            SELECT id, 'volume' FROM volumes UNION ALL SELECT id, 'item' FROM items
            """,
            {"ids": self.ids},
        )
        ways = dict(self.env.cr.fetchall())
        ways.update(dict.fromkeys(self.ids, "direct"))
        return ways

    # -- what it blocks -----------------------------------------------------------------

    def _get_hold_names(self):
        """Numbers of the holds these records are under now, by record id.

        A hold counts for all records it names, also while it is being placed, and for records
        that match it and are not listed yet.
        """
        names = {}
        lines = (
            self.env["property.archive.hold.line"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("hold_id.state", "in", [*JOINED_STATES, "lifting"]),
                    ("record_id.hold_count", ">", 0),
                ]
            )
        )
        for line in lines:
            names.setdefault(line.record_id.id, []).append(line.hold_id.name)
        holds = self.env["property.archive.hold"].sudo()
        for hold in holds.search([("state", "in", JOINED_STATES)], order="id"):
            rest = self.filtered(lambda r, name=hold.name: name not in names.get(r.id, []))
            for record in hold._matches(rest) if rest else ():
                names.setdefault(record.id, []).append(hold.name)
        return names

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation in ("destroy", "amend", "transfer", "hand_over"):
            held = self._get_hold_names()
            for record in self.filtered(lambda record: record.id in held):
                text = self.env._("it is held by %s", ", ".join(held[record.id]))
                add_blocker(reasons, record, "hold", text)
        return reasons

    def _lock_rows(self):
        # Whoever placed a hold after this transaction began makes it begin again.
        companies = self.sudo().company_id
        result = super()._lock_rows()
        if companies:
            self.env.cr.execute(
                "SELECT archive_hold_serial FROM res_company WHERE id = ANY(%s)"
                " ORDER BY id FOR SHARE",
                (companies.ids,),
            )
        self.invalidate_recordset(["hold_count"], flush=False)
        return result

    def _check_held(self):
        """Raise when one of these records is held; for files and drafts.

        :raise UserError: naming the hold
        """
        held = self._get_hold_names() if self else {}
        if held:
            record = self.browse(next(iter(held)))
            raise UserError(
                self.env._(
                    "%(record)s is held by %(holds)s: nothing of it is deleted or replaced"
                    " until the hold is lifted.",
                    record=record.sudo().display_name,
                    holds=", ".join(held[record.id]),
                )
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_not_held(self):
        self.sudo()._check_held()

    def action_hold(self):
        """Prepare a hold over these records."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold"),
            "res_model": "property.archive.hold",
            "view_mode": "form",
            "context": {
                "default_kind": "records",
                "default_seed_ids": [(6, 0, self.ids)],
            },
        }
