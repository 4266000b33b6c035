from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.notify import ask_to_do

_SIGN = "property_archive_lending.mail_activity_type_key_sign"


class PropertyArchiveLoanLine(models.Model):
    """After the use of a sealed key: the stamped form, and the manager's signature (J13)."""

    _inherit = "property.archive.loan.line"

    stamped_form = fields.Binary(
        "Stamped Application",
        attachment=True,
        readonly=True,
        copy=False,
        help="The client's application, stamped and signed by whoever used the key.",
    )
    stamped_form_name = fields.Char(readonly=True, copy=False)
    date_stamped = fields.Datetime("Stamped Form Back On", readonly=True, copy=False)
    stamp_needed = fields.Boolean(related="policy_id.need_stamp", related_sudo=True)
    after_use_open = fields.Boolean(
        "Not Closed after Use",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The stamped form or the manager's signature is still missing.",
    )

    def _managers(self):
        """Who heads the department that keeps what was lent.

        :rtype: res.users
        """
        line = self.sudo()
        return line.record_id.category_id._keeping_head(line.company_id)

    def _wants_manager(self):
        line = self.sudo()
        rule = line.policy_id
        return bool(
            line.state == "returned"
            and (rule.need_stamp or rule.need_witnesses)
            and not line._signed("manager", "in")
        )

    def _is_after_use_open(self):
        line = self.sudo()
        stamp = line.policy_id.need_stamp and not line.date_stamped
        return line.state == "returned" and bool(stamp or self._wants_manager())

    def action_take_back(self, *args, **kwargs):
        result = super().action_take_back(*args, **kwargs)
        for line in self.sudo():
            if line._is_after_use_open():
                line._write_protected({"after_use_open": True})
                for user in line._managers():
                    ask_to_do(line, _SIGN, user, lambda env: env._("Sign that it is back"))
        return result

    def action_put_stamped(self, stamped_form, name=None):
        """Put the stamped form on the request it belongs to (004 §15 a 4).

        :param stamped_form: base64 of the scan
        :param str name: of the file
        :raise UserError: when the key is not back yet, or the form is there already
        """
        self.ensure_one()
        self._check_desk()
        self._lock_rows()
        self._check_state("returned")
        line = self.sudo()
        if not line.policy_id.need_stamp:
            raise UserError(self.env._("%s asks for no stamped form.", self.display_name))
        if line.date_stamped:
            raise UserError(
                self.env._("The stamped form of %s is there already.", self.display_name)
            )
        if not stamped_form:
            raise UserError(self.env._("Attach the scan of the stamped form."))
        line._write_protected(
            {
                "stamped_form": stamped_form,
                "stamped_form_name": name or self.env._("Stamped application"),
                "date_stamped": fields.Datetime.now(),
            }
        )
        line._write_protected({"after_use_open": self._is_after_use_open()})
        self.env["property.archive.log"]._log("form_stamped", self)
        return True

    def action_open_stamped(self):
        """Ask for the scan of the stamped form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stamped Application"),
            "res_model": "property.archive.stamped.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }
