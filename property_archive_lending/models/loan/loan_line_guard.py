from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: How somebody names what they ask for.
ASKED_FIELDS = {
    "requested_record_id",
    "requested_code",
    "category_id",
    "unit_id",
    "requested_subject",
    "copy_pages",
}


class PropertyArchiveLoanLine(models.Model):
    """What a caller may set on a line, and which records they may name (B4, D1)."""

    _inherit = "property.archive.loan.line"

    def _creatable_fields(self):
        return ASKED_FIELDS | {"loan_id"}

    def _editable_fields(self):
        return ASKED_FIELDS if set(self.sudo().mapped("state")) <= {"draft"} else set()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_named(vals_list)
        lines = super().create(vals_list)
        lines._check_request_open()
        return lines

    def write(self, vals):
        self._check_named([vals])
        return super().write(vals)

    def _check_named(self, vals_list):
        """Raise when the caller names a record that they do not see.

        :raise AccessError: the same for a record out of sight and for one that is not
        """
        ids = {vals.get("requested_record_id") for vals in vals_list} - {False, None}
        self._check_visible(self.env["property.archive.record"].browse(ids))

    def _check_request_open(self):
        for loan in self.loan_id:
            loan.check_access("write")
            if loan.sudo().name:
                raise UserError(
                    self.env._(
                        "%s was submitted: ask for more with a new request.",
                        loan.sudo().name,
                    )
                )

    def _check_visible(self, records):
        if records and not self.env.su:
            found = records.search([("id", "in", records.ids)])
            if records - found:
                raise AccessError(
                    self.env._(
                        "You see no such record. Ask for it by its code, or by category and unit:"
                        " the archive finds it."
                    )
                )

    @api.onchange("requested_record_id")
    def _onchange_requested_record_id(self):
        self._check_visible(self.requested_record_id._origin)

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo()._check_state(
            "draft", rule=self.env._("A request that was submitted is cancelled, never deleted.")
        )
