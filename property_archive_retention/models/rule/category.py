from odoo import api, fields, models
from odoo.service.model import retrying

from odoo.addons.property_archive.jobs import next_page, run_steps

#: Records worked out again in one transaction.
BATCH = 1000


class PropertyArchiveCategory(models.Model):
    """How long a category is kept, and who approves its destruction (E1, E4)."""

    _inherit = "property.archive.category"

    retention_rule_ids = fields.One2many(
        "property.archive.retention.rule", "category_id", "Retention Rules"
    )
    destruction_step_ids = fields.One2many(
        "property.archive.destruction.step",
        "category_id",
        "Who Approves a Destruction",
        copy=True,
        help="Who approves a destruction, in order. None: as the category above, or the keeping"
        " department's head and then the executive in charge.",
    )
    retention_cursor = fields.Integer(
        "Retention Worked Out up to",
        index="btree_not_null",
        readonly=True,
        help="Set while the due dates of the records below this category are worked out again.",
    )

    def _destruction_roles(self):
        """Roles that approve the destruction of records of this category, in order (E4).

        :return: a role for each step, or a pair of roles either of which takes it
        :rtype: list
        """
        self.ensure_one()
        category = self.sudo()._nearest(lambda category: category.destruction_step_ids)
        return category.destruction_step_ids._roles_in_order() or ["keeping_head", "executive"]

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self._schedule_retention()
        return result

    # -- working out due dates again --------------------------------------------------------

    def _schedule_retention(self):
        """Recompute the due dates of the records below these categories.

        Few records are done at once, many by a job that continues where it stopped.
        """
        if not self:
            return
        # NULL means done; the ORM would write 0, which is a value here.
        self.env.cr.execute(
            "UPDATE property_archive_category SET retention_cursor = 0 WHERE id = ANY(%s)",
            (self.ids,),
        )
        self.invalidate_recordset(["retention_cursor"], flush=False)
        records = self.env["property.archive.record"].sudo()
        for category in self:
            found = records.search([("category_id", "child_of", category.id)], limit=BATCH + 1)
            if len(found) <= BATCH:
                category._recompute_retention()
            else:
                self.env.ref("property_archive_retention.ir_cron_recompute")._trigger()

    def _recompute_retention(self):
        """Work out the next records below this category.

        :return: how many records were worked out; 0 when there are no more
        """
        self.ensure_one()
        self.env.cr.execute(
            "SELECT retention_cursor FROM property_archive_category WHERE id = %s FOR UPDATE",
            (self.id,),
        )
        (cursor,) = self.env.cr.fetchone()
        if cursor is None:
            return 0
        records = self.env["property.archive.record"].sudo()
        below = records._search([("category_id", "child_of", self.id)])
        ids, cursor = next_page(self.env, below.select(), cursor, BATCH)
        records = records.browse(ids)
        records._recompute_retention()
        self.env.cr.execute(
            "UPDATE property_archive_category SET retention_cursor = %s WHERE id = %s",
            (cursor, self.id),
        )
        self.invalidate_recordset(["retention_cursor"], flush=False)
        return len(records)

    @api.model
    def _cron_recompute_retention(self):
        """Job: go on with every category whose rules changed."""

        def step():
            self.env.cr.execute(
                "SELECT id FROM property_archive_category"
                " WHERE retention_cursor IS NOT NULL ORDER BY id"
            )
            ids = [row[0] for row in self.env.cr.fetchall()]
            if not ids:
                return 0, 0
            # a concurrent change of one of these records goes first
            count = retrying(self.browse(ids[0])._recompute_retention, self.env)
            # reported each time: a job that reports nothing left waits for its next hour
            return max(count, 1), len(ids) - 1 + (count == BATCH)

        run_steps(self.env, step)
