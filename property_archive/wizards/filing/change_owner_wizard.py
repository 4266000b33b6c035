from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...groups import KEEPER
from ...notify import ask_to_do
from ...selections import KEPT_STATES


class PropertyArchiveChangeOwnerWizard(models.TransientModel):
    """Transfer a unit, or the share of one of its owners, to somebody else (A5).

    When all owners leave, their file is closed and a new one opened. When some stay, the
    file stays open and its subjects become the owners from that day on.
    """

    _name = "property.archive.change.owner.wizard"
    _description = "Change of Owner"
    _inherit = ["property.archive.guarded"]

    unit_id = fields.Many2one("property.archive.unit", required=True)
    owner_ids = fields.Many2many(related="unit_id.owner_ids", string="Owners Now")
    leaving_ids = fields.Many2many(
        "res.partner",
        "property_archive_change_owner_leaving_rel",
        string="Sellers",
        compute="_compute_leaving_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', owner_ids)]",
        help="Those who own the unit no more. Whoever is taken off the list stays an owner.",
    )
    new_owner_id = fields.Many2one("res.partner", "Buyer", required=True)
    joint_owner_ids = fields.Many2many(
        "res.partner",
        "property_archive_change_owner_joint_rel",
        string="Together with",
        help="Who buys or inherits as well: a couple, several heirs.",
    )
    date = fields.Date(
        "Ownership Ended On", required=True, default=lambda self: self.env.company._archive_today()
    )
    location_id = fields.Many2one(
        "property.archive.location",
        "Keep the Old File in",
        help="Closed files are kept apart from open ones. Empty: it stays where it is.",
    )
    record_id = fields.Many2one(
        "property.archive.record", "Open File", compute="_compute_record_id"
    )
    stays_open = fields.Boolean(compute="_compute_stays_open")
    may_confirm = fields.Boolean(compute="_compute_may_confirm")

    @api.depends("unit_id")
    def _compute_leaving_ids(self):
        for wizard in self:
            wizard.leaving_ids = wizard.unit_id.owner_ids

    @api.depends("unit_id", "leaving_ids")
    def _compute_stays_open(self):
        for wizard in self:
            wizard.stays_open = bool(wizard.unit_id.owner_ids - wizard.leaving_ids._origin)

    @api.depends("unit_id")
    def _compute_record_id(self):
        for wizard in self:
            wizard.record_id = wizard._open_file()

    def _open_file(self):
        """The open owner file; files of tenants or customers are not affected."""
        records = self.env["property.archive.record"]
        domain = Domain("unit_id", "=", self.unit_id.id)
        domain &= Domain("subject_key", "!=", False) & Domain("state", "in", KEPT_STATES)
        if self.unit_id.owner_ids:
            domain &= records._about_domain(self.unit_id.owner_ids)
        return records.search(domain, limit=1)

    def _check_buyers(self):
        """Raise when a buyer cannot be accepted. Hook."""
        buyers = self.new_owner_id | self.joint_owner_ids
        for buyer in buyers.sudo():
            if buyer.company_id and buyer.company_id != self.unit_id.company_id:
                raise UserError(
                    self.env._(
                        "%(buyer)s is a contact of another company: make a contact of yours.",
                        buyer=buyer.name,
                    )
                )

    def _compute_may_confirm(self):
        for wizard in self:
            wizard.may_confirm = self.env.user.has_group(KEEPER)

    def action_prepare(self):
        """Let a clerk enter the buyers and ask the archivist to change the files (A5).

        :return: notification for the clerk
        :raise UserError: when no file is open
        """
        self.ensure_one()
        self.unit_id.check_access("write")
        self._check_buyers()
        files = self.unit_id._owner_files(self.unit_id.owner_ids)
        if not files:
            raise UserError(
                self.env._("%s has no open file that could be closed.", self.unit_id.display_name)
            )
        buyers = ", ".join((self.new_owner_id | self.joint_owner_ids).mapped("name"))
        leaving = ", ".join(self.leaving_ids.mapped("name"))
        keeper = files[0].company_id._archive_keeper()
        ask_to_do(
            files[0],
            "mail.mail_activity_data_todo",
            keeper,
            lambda env: env._("Change of owner of %s", self.unit_id.display_name),
            note=lambda env: env._(
                "%(leaving)s → %(buyers)s on %(date)s: Archive → Records → Property Units,"
                " Change of Owner.",
                leaving=leaving,
                buyers=buyers,
                date=self.date,
            ),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s is asked to change the files.", keeper.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_confirm(self):
        """Set the new owners of the unit; close the old file and open a new one.

        :return: the action that shows the file of the new owners
        :raise UserError: when there is no open file, or a buyer owns the unit already
        """
        self.ensure_one()
        unit, buyers = self.unit_id, self.new_owner_id | self.joint_owner_ids
        stay = unit.owner_ids - self.leaving_ids
        old = self._open_file()
        if not old:
            raise UserError(
                self.env._("%s has no open file that could be closed.", unit.display_name)
            )
        old._check_archivist()
        self._check_buyers()
        for owner in buyers & unit.owner_ids:
            raise UserError(
                self.env._(
                    "%(owner)s owns %(unit)s already.",
                    owner=owner.display_name,
                    unit=unit.display_name,
                )
            )
        if self.date > self.env.company._archive_today():
            raise UserError(self.env._("Register the change once the ownership has ended."))
        old._lock_rows()
        if stay:
            # updated by the hook on the unit's owners
            unit.sudo()._change_party("owner", stay | buyers, self.date)
            return self._show(old)
        old._close("ownership_ended", self.date)
        if self.location_id and self.location_id != old.sudo().location_id:
            old.action_move(self.location_id.id)
        unit.sudo()._change_party("owner", buyers, self.date)
        return self._show(self._open_new(old, buyers))

    def _open_new(self, old, buyers):
        """Create a draft of the new owners' file in the category of the old one."""
        names = "、".join(buyers.mapped("name"))
        return self.env["property.archive.record"].create(
            {
                "name": f"{self.unit_id.display_name} {names}"[:255],
                "category_id": old.category_id.id,
                "unit_id": self.unit_id.id,
                "partner_id": buyers[0].id,
                "joint_partner_ids": [(6, 0, buyers[1:].ids)],
                "department_id": old.department_id.id,
                "company_id": old.company_id.id,
                "date_document": self.date,
            }
        )

    def _show(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
