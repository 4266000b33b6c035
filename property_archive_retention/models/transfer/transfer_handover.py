from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveTransfer(models.Model):
    """Both sides sign; with the receipt confirmed the records leave (E8)."""

    _inherit = "property.archive.transfer"

    def action_sign(self, image):
        """Sign as giver when handing over, as receiver when it has arrived.

        :param image: base64 of the drawn signature
        :raise UserError: when it is not the current user's turn
        """
        for transfer in self:
            transfer._lock_in_state("approved", "sent")
            turn = transfer._turn()
            if turn == "giver":
                transfer._hand_over(image)
            elif turn == "receiver":
                transfer._sign("receiver", image)
                transfer._complete()
            else:
                raise UserError(self.env._("You have nothing to sign on %s now.", transfer.name))
        return True

    def action_sign_outsider(self, image):
        """The receiver who is no user signs on the giver's screen.

        :param image: base64 of the drawn signature
        """
        self.ensure_one()
        self._lock_in_state("sent")
        if self._turn() != "outsider":
            raise UserError(
                self.env._("The receiver signs on a screen of their own, or on the giver's.")
            )
        self._sign("receiver", image, outsider=self.sudo().receiver_id)
        self._complete()
        return True

    def _hand_over(self, image):
        self._check_records()
        if not self.package_hash and self._has_files():
            raise UserError(
                self.env._("Download the package first: it is handed over with the paper.")
            )
        self._sign("giver", image)
        self.sudo()._write_protected({"state": "sent", "date_sent": fields.Datetime.now()})

    def _complete(self):
        """Receipt is confirmed: only now do the records leave."""
        self._check_records()
        transfer = self.sudo()
        now = fields.Datetime.now()
        records = transfer.line_ids.record_id
        records._write_protected(
            {
                "state": "transferred",
                "disposal_note": f"{transfer.name} · {transfer.destination_id.name}",
                "location_id": False,
            }
        )
        transfer._write_protected({"state": "done", "date_done": now})
        self.env["property.archive.log"]._log(
            "transferred",
            records,
            transfer=transfer.name,
            manifest=transfer.package_hash,
        )

    def action_print(self):
        """The transfer list 移交清单."""
        self.check_access("read")
        return self.env.ref("property_archive_retention.action_report_transfer").report_action(self)
