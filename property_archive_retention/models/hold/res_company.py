from odoo import api, fields, models


class ResCompany(models.Model):
    """How long an approved destruction waits, and the count of holds (E3, E4)."""

    _inherit = "res.company"

    archive_destruction_wait = fields.Integer(
        "Days before Destruction",
        default=7,
        help="How long an approved destruction waits, so that anybody who must can stop it.",
    )

    archive_hold_serial = fields.Integer(
        readonly=True,
        help="Counts the holds placed; operations that begin before see it.",
    )

    _archive_destruction_wait_positive = models.Constraint(
        "CHECK (archive_destruction_wait >= 0)", "A waiting period cannot be negative."
    )

    @api.model
    def _archive_plain_fields(self):
        # counted by the server, whatever stands in it
        return super()._archive_plain_fields() | {"archive_hold_serial"}

    def _bump_archive_holds(self):
        """A hold was placed: operations that run at this moment begin again."""
        self.env.cr.execute(
            "UPDATE res_company SET archive_hold_serial = COALESCE(archive_hold_serial, 0) + 1"
            " WHERE id = ANY(%s)",
            (self.ids,),
        )
        self.invalidate_recordset(["archive_hold_serial"], flush=False)
