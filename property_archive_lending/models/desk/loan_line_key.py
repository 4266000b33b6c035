from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import ask_to_do


class PropertyArchiveLoanLine(models.Model):
    """Keys 钥匙: lent by the same desk, back the same day (requirement D12)."""

    _inherit = "property.archive.loan.line"

    late_reason = fields.Char(
        "Why Not Back",
        readonly=True,
        copy=False,
        help="For keys that stay out overnight.",
    )

    power_off = fields.Boolean("Power Off", readonly=True, copy=False)
    windows_closed = fields.Boolean("Doors and Windows Closed", readonly=True, copy=False)
    door_locked = fields.Boolean("Door Locked", readonly=True, copy=False)
    is_unit_key = fields.Boolean(compute="_compute_is_unit_key", compute_sudo=True)

    @api.depends("record_id.category_id", "record_id.unit_id")
    def _compute_is_unit_key(self):
        """Whether it opens a unit: what was left behind there is asked about (004 §6 1.2.3)."""
        for line in self:
            line.is_unit_key = bool(line.record_id.unit_id) and line.record_id.is_key

    def _check_premises(self, left):
        """Note how the unit was left; raise when a key comes back without a note of it (J13).

        004 §6 1.2.3, §15 b 3: after a viewing power is off, windows are closed and the door
        is locked; then the key goes back.

        :param left: names of what was confirmed: ``power_off``, ``windows_closed``,
            ``door_locked``
        """
        names = ("power_off", "windows_closed", "door_locked")
        for line in self.sudo().filtered(lambda line: line.is_unit_key and line.physical):
            open_points = [
                self._fields[name]._description_string(self.env)
                for name in names
                if name not in left
            ]
            if open_points:
                raise UserError(
                    self.env._(
                        "%(line)s: before the key is taken back, confirm of the unit: %(points)s."
                        " What is not so is put right first, or noted as an incident.",
                        line=line.display_name,
                        points=", ".join(open_points),
                    )
                )
            line._write_protected(dict.fromkeys(names, True))

    def _key_categories(self):
        categories = self.env["property.archive.category"].sudo()
        return categories.search([("id", "child_of", categories._key_root().ids)])

    def action_note_late(self, reason=None):
        """Note why these keys are not back tonight (D12).

        :param str reason: what the borrower said; without one a dialog asks for it
        :raise UserError: when the user does not work at the desk, or one is not out
        """
        self._check_desk()
        self._check_state("out")
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("Why Not Back"), "action_note_late"
            )
        self.sudo()._write_protected({"late_reason": reason.strip()})
        return True

    @api.model
    def _cron_keys(self):
        """Job, in the evening: tell whoever keeps the keys which are not back (D12)."""
        root = self.env["property.archive.category"].sudo()._key_root()
        if not root:
            return
        now = fields.Datetime.now()
        lines = self.sudo().search(
            [
                ("state", "=", "out"),
                ("physical", "=", True),
                ("date_out", "<=", now),
                ("category_id", "child_of", root.id),
            ],
            order="date_out, id",
        )
        for company, keys in lines.grouped("company_id").items():
            head = root._keeping_head(company) or company.archive_head_id
            if not head:
                continue
            for line in keys:
                line.activity_unlink(["property_archive_lending.mail_activity_type_key"])
            kind = "property_archive_lending.mail_activity_type_key"
            ask_to_do(keys, kind, head, lambda env: env._("See where the key is"))
