import re

from odoo import api, fields, models
from odoo.exceptions import UserError

_NOTED = re.compile(r"(\d{1,9})\s*[-–—－:：,，\s]\s*([0-9a-f]{16,64})")


class PropertyArchiveLogHeadWizard(models.TransientModel):
    """Check that the log still contains the end that an auditor wrote down (requirement B6)."""

    _name = "property.archive.log.head.wizard"
    _description = "Compare a Noted End of the Log"
    _inherit = ["property.archive.guarded"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    noted = fields.Text(
        "Noted End",
        help="One or several, as the mails of the nights or the verification show them, each the"
        " number and at least 16 characters of the seal:"
        " 1234-0f3a9b2c4d5e6f70.",
    )
    current = fields.Char("End of Today", compute="_compute_current")

    @api.depends("company_id")
    def _compute_current(self):
        heads = self.env["property.archive.log.head"]
        for wizard in self:
            head = heads.search([("company_id", "=", wizard.company_id.id)])
            wizard.current = f"{head.position}-{head.hash[:16]}" if head else False

    def action_compare(self):
        """Verify the chain and check that it contains the noted seal.

        :return: a notification
        :raise UserError: when it does not, or when the log was changed
        """
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("%s is not among your companies.", self.company_id.name))
        anchors = [
            (int(match[1]), match[2])
            for match in _NOTED.finditer((self.noted or "").strip().lower())
        ]
        if not anchors:
            raise UserError(
                self.env._(
                    "Enter what was noted as the verification shows it: the number, a hyphen and"
                    " at least 16 characters of the seal, such as 1234-0f3a9b2c4d5e6f70."
                )
            )
        result = self.env["property.archive.log.seal"]._verify_now(self.company_id)
        last = result["heads"].get(self.company_id.id, (0, ""))[0]
        seals = {
            seal.position: seal
            for seal in self.env["property.archive.log.seal"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("position", "in", [position for position, _digest in anchors]),
                ]
            )
        }
        for position, digest in anchors:
            self._check_seal(seals.get(position), position, digest, last)
        position = min(position for position, _digest in anchors)
        seal = seals[position]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("The log contains what was noted"),
                "message": self.env._(
                    "Seal %(noted)s is the one noted, made on %(date)s. %(since)s events came"
                    " after it, and the chain holds to its end.",
                    noted=position,
                    date=fields.Datetime.context_timestamp(self, seal.date).strftime(
                        "%Y-%m-%d %H:%M"
                    ),
                    since=last - position,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_seal(self, seal, position, digest, last):
        """Raise when the log does not contain the noted seal.

        :param seal: ``property.archive.log.seal`` at this position, if there is one
        :param int position: position that was noted
        :param str digest: beginning of the seal that was noted
        :param int last: position of the newest seal
        """
        if not seal:
            raise UserError(
                self.env._(
                    "The log of %(company)s ends at %(last)s and does not come to %(noted)s:"
                    " what was logged since has been cut off, or another company's end was"
                    " noted.",
                    company=self.company_id.name,
                    last=last,
                    noted=position,
                )
            )
        if not seal.hash.startswith(digest):
            raise UserError(
                self.env._(
                    "The log of %(company)s does not contain what was noted: seal %(noted)s is"
                    " another one. Events up to it were written anew after it was noted.",
                    company=self.company_id.name,
                    noted=position,
                )
            )
