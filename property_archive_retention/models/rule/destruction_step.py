from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models


class PropertyArchiveDestructionStep(models.Model):
    """One step of approval before what a category holds is destroyed (requirement E4).

    The same role may stand in two rows: two of the company's leaders decide then.
    """

    _name = "property.archive.destruction.step"
    _description = "Approval Step of a Destruction"
    _inherit = ["property.archive.approval.step.mixin"]
    _order = "category_id, sequence, id"

    category_id = fields.Many2one(
        "property.archive.category", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        ids = [vals["category_id"] for vals in vals_list if vals.get("category_id")]
        with self._logging_steps(self.env["property.archive.category"].browse(ids)):
            return super().create(vals_list)

    def write(self, vals):
        categories = self.category_id
        with self._logging_steps(categories | categories.browse(vals.get("category_id"))):
            return super().write(vals)

    def unlink(self):
        with self._logging_steps(self.category_id):
            return super().unlink()

    @contextmanager
    def _logging_steps(self, categories):
        """Context manager: log who is asked before and after, and report it at once (B6, E4).

        Whoever changed the steps decides on no destruction of the category for some time:
        see :meth:`PropertyArchiveCategory._step_makers`.
        """
        categories = categories.sudo().exists()
        code = self.env.uid == SUPERUSER_ID or not self.env.registry.ready
        before = {category: category._own_steps() for category in categories}
        yield
        for category in categories:
            steps = category._own_steps()
            if not code and steps != before[category]:
                self.env["property.archive.log"]._alarm(
                    "decision_rule_changed",
                    category,
                    field="destruction_step_ids",
                    before=before[category],
                    after=steps,
                )


class PropertyArchiveCategory(models.Model):
    """Nobody decides by steps that they set themselves (B6, E4)."""

    _inherit = "property.archive.category"

    def _own_steps(self):
        self.invalidate_recordset(["destruction_step_ids"])
        return self.destruction_step_ids._roles_in_order()

    def _step_makers(self):
        """Users who recently changed who approves destructions, here or above.

        :rtype: res.users
        """
        log = self.env["property.archive.log"].sudo()
        return log._recent_makers("decision_rule_changed", self.sudo()._with_parents())


class PropertyArchiveDisposalMixin(models.AbstractModel):
    """What ends the keeping of records is not decided by who chose its approvers (E4)."""

    _inherit = "property.archive.disposal.mixin"

    def _approval_barred(self, users):
        categories = self.sudo()._approval_records().category_id
        return super()._approval_barred(users) | (users & categories._step_makers())
