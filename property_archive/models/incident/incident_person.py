from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import KEEPER
from .hr_job import STAFF

ROLES = [
    ("responsible", "Responsible"),
    ("witness", "Witness"),
    ("reporter", "Reporter"),
]


class PropertyArchiveIncidentPerson(models.Model):
    """A person involved in an incident (requirement D11)."""

    _name = "property.archive.incident.person"
    _description = "Person in an Incident"
    _inherit = ["property.archive.protected"]
    _order = "incident_id, role, id"
    _check_company_auto = True

    incident_id = fields.Many2one(
        "property.archive.incident", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(ROLES, required=True, default="responsible")
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Outside Person", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char("Full Name", compute="_compute_name", compute_sudo=True)
    staff = fields.Selection(
        STAFF,
        "Acted As",
        compute="_compute_staff",
        store=True,
        readonly=False,
        precompute=True,
        compute_sudo=True,
        help="Which penalty rules hold: from the person's position, or the archive's rights.",
    )
    company_id = fields.Many2one(related="incident_id.company_id", store=True, index=True)

    _employee_uniq = models.UniqueIndex(
        "(incident_id, role, employee_id) WHERE employee_id IS NOT NULL",
        "This person is on the list with that part already.",
    )
    _partner_uniq = models.UniqueIndex(
        "(incident_id, role, partner_id) WHERE partner_id IS NOT NULL",
        "This person is on the list with that part already.",
    )

    @api.depends("employee_id.name", "partner_id.name")
    def _compute_name(self):
        for person in self:
            person.name = person.employee_id.name or person.partner_id.display_name

    @api.depends("employee_id")
    def _compute_staff(self):
        for person in self:
            # regardless of the employee version in the caller's context
            employee = person.employee_id.with_context({})
            user = employee.user_id
            person.staff = employee.current_version_id.job_id.archive_staff or (
                "archivist" if user and user.has_group(KEEPER) else False
            )

    @api.depends("name", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for person in self:
            person.display_name = f"{roles.get(person.role, '')}: {person.name or ''}"

    @api.constrains("employee_id", "partner_id")
    def _check_one_person(self):
        for person in self:
            if bool(person.employee_id) == bool(person.partner_id):
                raise ValidationError(
                    self.env._("Name one person: an employee or somebody from outside.")
                )

    def _creatable_fields(self):
        return {"incident_id", "role", "employee_id", "partner_id", "staff"}

    def _editable_fields(self):
        return {"role", "employee_id", "partner_id", "staff"}

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people._check_open()
        return people

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_undecided(self):
        self._check_open()

    def _check_open(self):
        """Raise unless the user is staff and the incident is visible to them and undecided."""
        incidents = self.incident_id
        incidents.check_access("read")
        if not incidents._is_staff() or not incidents._may_establish():
            raise UserError(
                self.env._("The archive, HR or who decides names the people, never one of them.")
            )
        incidents.sudo()._check_state("open", "reported")
