from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveChangeOwnerWizard(models.TransientModel):
    """A unit is sold: close the old owner's file, open the new owner's (A5)."""

    _name = "property.archive.change.owner.wizard"
    _description = "Change of Owner"

    unit_id = fields.Many2one("property.archive.unit", required=True)
    old_owner_id = fields.Many2one(related="unit_id.owner_id", string="Seller")
    new_owner_id = fields.Many2one("res.partner", "Buyer", required=True)
    date = fields.Date("Ownership Ended On", required=True, default=fields.Date.context_today)
    location_id = fields.Many2one(
        "property.archive.location",
        "Keep the Old File in",
        help="Closed files are kept apart from open ones. Empty: it stays where it is.",
    )
    record_id = fields.Many2one(
        "property.archive.record", "Open File", compute="_compute_record_id"
    )

    @api.depends("unit_id")
    def _compute_record_id(self):
        for wizard in self:
            wizard.record_id = wizard._open_file()

    def _open_file(self):
        """The open file about the owner: a tenant's or customer's stays open."""
        domain = [
            ("unit_id", "=", self.unit_id.id),
            ("subject_key", "!=", False),
            ("state", "in", ["filed", "sealed"]),
        ]
        if self.unit_id.owner_id:
            domain.append(("partner_id", "=", self.unit_id.owner_id.id))
        return self.env["property.archive.record"].search(domain, limit=1)

    def action_confirm(self):
        """Close the old file and open a new one of the same category.

        :return: the action that shows the new file
        :raise UserError: when there is no open file, or the buyer owns the unit already
        """
        self.ensure_one()
        old = self._open_file()
        if not old:
            raise UserError(
                self.env._(
                    "%s has no open file that could be closed.",
                    self.unit_id.display_name,
                )
            )
        old._check_archivist()
        if self.new_owner_id == self.unit_id.owner_id:
            raise UserError(
                self.env._(
                    "%(owner)s owns %(unit)s already.",
                    owner=self.new_owner_id.display_name,
                    unit=self.unit_id.display_name,
                )
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("Register the change once the ownership has ended."))
        old._lock_rows()
        old._close("ownership_ended", self.date)
        if self.location_id and self.location_id != old.sudo().location_id:
            old.action_move(self.location_id.id)
        self.unit_id.sudo()._change_party("owner", self.new_owner_id, self.date)
        new = self.env["property.archive.record"].create(
            {
                "name": f"{self.unit_id.display_name} {self.new_owner_id.name}",
                "category_id": old.category_id.id,
                "unit_id": self.unit_id.id,
                "partner_id": self.new_owner_id.id,
                "department_id": old.department_id.id,
                "company_id": old.company_id.id,
                "date_document": self.date,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": new._name,
            "res_id": new.id,
            "view_mode": "form",
        }
