from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

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
_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_incident_keep ON property_archive_incident;
CREATE TRIGGER property_archive_incident_keep
    BEFORE DELETE ON property_archive_incident
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveIncident(models.Model):
    """An incident with records: reported, decided and put right (requirement D11).

    Confidential: the people concerned see their own, and otherwise only the archive
    head, HR and the deciders. Its name is a number and a kind; titles of records and
    names of people appear only on its form.
    """

    _name = "property.archive.incident"
    _description = "Archive Incident"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _groupable_texts = frozenset({"name"})
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

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("An incident is decided, never deleted."))

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: evidence may be added, but not changed or removed."""
        if operation != "create":
            self._check_state(
                "open", rule=self.env._("What was handed in with a report is kept as it is.")
            )
