from odoo import fields, models


class PropertyArchiveDestructionStep(models.Model):
    """One step of approval before what a category holds is destroyed (requirement E4).

    The same role may stand in two rows: two of the company's leaders decide then.
    """

    _name = "property.archive.destruction.step"
    _description = "Approval Step of a Destruction"
    _inherit = ["property.archive.approval.step.mixin"]
    _rule_field = "category_id"
    _order = "category_id, sequence, id"

    category_id = fields.Many2one(
        "property.archive.category", required=True, index=True, ondelete="cascade"
    )


class PropertyArchiveCategory(models.Model):
    """Nobody decides by steps that they set themselves (B6, E4)."""

    _inherit = "property.archive.category"

    def _row_facts(self):
        self.invalidate_recordset(["destruction_step_ids"])
        steps = self.destruction_step_ids._roles_in_order()
        return super()._row_facts() | {"destruction_step_ids": steps}

    def _step_makers(self):
        """Users who recently changed who approves destructions, here or above.

        :rtype: res.users
        """
        log = self.env["property.archive.log"].sudo()
        above = self.sudo()._with_parents()
        return log._recent_makers("decision_rule_changed", above, "destruction_step_ids")


class PropertyArchiveDisposalMixin(models.AbstractModel):
    """What ends the keeping of records is not decided by who chose its approvers (E4)."""

    _inherit = "property.archive.disposal.mixin"

    def _approval_barred(self, users):
        categories = self.sudo()._approval_records().category_id
        return super()._approval_barred(users) | (users & categories._step_makers())
