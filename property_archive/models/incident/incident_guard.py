from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...groups import KEEPER
from ...notify import readers_only

#: Fields that state what happened; the person who opens the incident fills them in.
_FACT_FIELDS = {
    "kind",
    "record_ids",
    "description",
    "date_occurred",
    "date_found",
    "item_count",
    "missing_signature_of",
    "caused_loss",
    "caused_complaint",
}
_REPORT_FIELDS = {"report", "measures"}


class PropertyArchiveIncident(models.Model):
    """Who establishes the facts of an incident, and until when (requirement D11)."""

    _inherit = "property.archive.incident"

    @api.model
    def _is_staff(self):
        """Whether the current user works on incidents: archive, HR, or a decider.

        :rtype: bool
        """
        user = self.env.user
        return (
            user.has_group(KEEPER)
            or user.has_group("hr.group_hr_user")
            or user in user.sudo().company_ids.archive_incident_decider_ids
        )

    def _may_establish(self):
        """Whether the current user says what happened, and who took part.

        Staff may, and the person who opened it until it is decided, but nobody who
        answers for it.

        :rtype: bool
        """
        me = self.env.user._archive_same_person()
        involved = self.sudo().person_ids.filtered(lambda p: p.role == "responsible")
        if involved.employee_id.user_id & me:
            return False
        return self._is_staff() or all(i.opened_by_id == self.env.user for i in self.sudo())

    @api.depends_context("uid")
    @api.depends("person_ids")
    def _compute_may_establish(self):
        staff = self._is_staff()
        for incident in self:
            incident.may_establish = incident._may_establish()
            incident.may_name = staff and incident.may_establish

    def _creatable_fields(self):
        allowed = _FACT_FIELDS | _REPORT_FIELDS | {"company_id"}
        return allowed | {"person_ids"} if self._is_staff() else allowed

    def _editable_fields(self):
        states = set(self.sudo().mapped("state"))
        if not states <= {"open", "reported"}:
            return set()
        allowed = _REPORT_FIELDS if states <= {"open"} else set()
        if self._may_establish():
            allowed = allowed | _FACT_FIELDS | {"measures"}
            # the decider may find that somebody else is responsible
            allowed |= {"person_ids"} if self._is_staff() else set()
        return allowed

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("company_id", self.env.company.id) not in self.env.companies.ids:
                raise UserError(self.env._("You do not work in that company."))
        incidents = super().create(vals_list)
        incidents._announce_new()
        return incidents

    def write(self, vals):
        result = super().write(vals)
        if "record_ids" in vals:
            # as on opening: from now on it blocks operations on these records
            self.sudo().record_ids._claim_rows()
        return result

    # -- mail -------------------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers without the right to the incident get no mail."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return readers_only(self, recipients)

    @api.model
    def _undecided_domain(self):
        """Incidents that still wait for a report or a decision."""
        return Domain("state", "in", ["open", "reported"])
