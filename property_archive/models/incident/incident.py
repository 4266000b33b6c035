from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...groups import ARCHIVIST

KINDS = [
    ("loss", "Loss"),
    ("damage", "Damage"),
    ("leak", "Leak"),
    ("alteration", "Alteration"),
    ("passing_on", "Passed On"),
    ("late_return", "Returned Late"),
    ("late_filing", "Filed Late"),
    ("unauthorised_view", "Viewed without Right"),
    ("unauthorised_lending", "Lent or Shown without Right"),
    ("account_shared", "Account Handed On"),
    ("missing_signature", "Signature Missing"),
    ("not_updated", "Not Updated"),
    ("not_verified", "Contact Not Verified"),
    ("incomplete", "Incomplete or Wrong"),
]
SIGNATURES = [("customer", "Customer's"), ("internal", "Internal")]
#: What happened, in the words of whoever opens the incident.
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
_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_incident_keep ON property_archive_incident;
CREATE TRIGGER property_archive_incident_keep
    BEFORE DELETE ON property_archive_incident
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveIncident(models.Model):
    """Something went wrong with records: reported, decided, made good (requirement D11).

    Confidential: whoever it concerns sees their own, and besides them only the archive
    head, HR and who decides. Its name is a number and a kind; titles of records and
    names of people are nowhere but inside.
    """

    _name = "property.archive.incident"
    _description = "Archive Incident"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True
    _archive_guards_files = True
    _archive_closed_mentions = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    fact = fields.Char(
        readonly=True,
        copy=False,
        help="What a job found, as a key: the same fact is opened once.",
    )
    kind = fields.Selection(KINDS, required=True, index=True, tracking=True)
    state = fields.Selection(
        [
            ("open", "Report Wanted"),
            ("reported", "To Decide"),
            ("decided", "Decided"),
            ("closed", "Closed"),
            ("cancelled", "Unfounded"),
        ],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    record_ids = fields.Many2many(
        "property.archive.record",
        "property_archive_incident_record_rel",
        "incident_id",
        "record_id",
        "Records",
        check_company=True,
    )
    subject = fields.Char(
        "Concerns", compute="_compute_subject", compute_sudo=True, help="Codes and categories."
    )
    person_ids = fields.One2many(
        "property.archive.incident.person", "incident_id", "People Involved"
    )
    people = fields.Char(
        "Responsible", compute="_compute_people", compute_sudo=True, help="Who answers for it."
    )
    date_occurred = fields.Datetime("Occurred On", default=fields.Datetime.now)
    date_found = fields.Datetime("Found On", default=fields.Datetime.now)
    description = fields.Text("What Was Found")
    report = fields.Text(
        "Written Report", help="By whoever answers for it: what happened, how and why."
    )
    measures = fields.Text(help="What was done at once, and against it happening again.")
    item_count = fields.Integer(
        "Number of Items", default=1, help="How many files, pieces or vehicles it is about."
    )
    missing_signature_of = fields.Selection(SIGNATURES, help="Whose signature is missing or wrong.")
    caused_loss = fields.Boolean(
        "Material Lost or Incomplete", help="Filing late led to lost or incomplete papers."
    )
    caused_complaint = fields.Boolean("Led to a Complaint")
    opened_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    date_reported = fields.Datetime("Reported On", readonly=True, copy=False)
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision = fields.Text(readonly=True, copy=False)
    consequence = fields.Selection(
        [
            ("none", "None"),
            ("missing", "Missing"),
            ("damaged", "Damaged"),
            ("replaced", "Replaced from a Copy"),
        ],
        "Consequence for the Record",
        readonly=True,
        copy=False,
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_decided = fields.Datetime("Decided On", readonly=True, copy=False)
    date_recovered = fields.Datetime(
        "Found Again On", readonly=True, copy=False, help="The missing record is back."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    may_establish = fields.Boolean(compute="_compute_may_establish")
    may_name = fields.Boolean(compute="_compute_may_establish")

    _fact_uniq = models.UniqueIndex(
        "(fact) WHERE fact IS NOT NULL", "An incident about this was opened already."
    )
    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "This number is in use already."
    )
    _items_positive = models.Constraint("CHECK (item_count > 0)", "There is at least one item.")

    def init(self):
        self.env.cr.execute(_TRIGGERS)

    # -- computes ---------------------------------------------------------------------------

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for incident in self:
            parts = (incident.name != "/" and incident.name, kinds.get(incident.kind))
            names = [part for part in parts if part]
            incident.display_name = " · ".join(names) or self.env._("New Incident")

    @api.depends("record_ids.display_name")
    def _compute_subject(self):
        for incident in self:
            incident.subject = format_list(self.env, incident.record_ids.mapped("display_name"))

    @api.depends("person_ids.role", "person_ids.employee_id", "person_ids.partner_id")
    def _compute_people(self):
        for incident in self:
            people = incident.person_ids.filtered(lambda p: p.role == "responsible")
            incident.people = format_list(self.env, people.mapped("name"))

    # -- protected --------------------------------------------------------------------------

    @api.model
    def _is_staff(self):
        """Whether the current user works on incidents: archive, HR, or a decider.

        :rtype: bool
        """
        user = self.env.user
        return (
            user.has_group(ARCHIVIST)
            or user.has_group("hr.group_hr_user")
            or user in user.sudo().company_ids.archive_incident_decider_ids
        )

    def _may_establish(self):
        """Whether the current user says what happened, and who took part.

        Staff does, whoever opened it does as long as nothing is decided, and nobody who
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
            # whoever decides may find that it was somebody else
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
            # as when it is opened: it stands against what is done with them from now on
            self.sudo().record_ids._claim_rows()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("An incident is decided, never deleted."))

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: evidence is added to, not changed or taken away."""
        if operation != "create":
            self._check_state(
                "open", rule=self.env._("What was handed in with a report is kept as it is.")
            )
