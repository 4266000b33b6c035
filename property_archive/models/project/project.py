from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...concurrency import made_once
from ..scheme.home import project_key


class PropertyArchiveProject(models.Model):
    """An estate 项目: the units, places and files that belong together (物业管理条例).

    A property company has one archive per estate. Files without an estate belong to the
    company itself.
    """

    _name = "property.archive.project"
    _description = "Estate"
    _inherit = ["property.archive.derived", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, size=128, tracking=True)
    code = fields.Char(
        "Short Code",
        size=16,
        tracking=True,
        help="Short and unique, e.g. YGHY. Numbering patterns know it as {project}.",
    )
    name_key = fields.Char(
        compute="_compute_name_key",
        store=True,
        precompute=True,
        help="The name in the form in which it is compared: width, case and blanks do not count.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("residential", "Residential"),
            ("office", "Office Building"),
            ("mall", "Shopping Centre"),
            ("public", "Public Building"),
            ("industrial", "Industrial Park"),
        ],
        required=True,
        default="residential",
    )
    address = fields.Char()
    developer_id = fields.Many2one("res.partner", "Developer", ondelete="restrict")
    committee_id = fields.Many2one(
        "res.partner",
        "Owners' Committee",
        ondelete="restrict",
        help="Who speaks for the owners 业主委员会, and signs when the estate changes hands.",
    )
    date_from = fields.Date("Taken Over On", tracking=True)
    date_to = fields.Date("Given Up On", tracking=True, help="Empty: the estate is looked after.")
    department_ids = fields.One2many(
        "hr.department",
        "archive_project_id",
        "Departments",
        groups="hr.group_hr_user,property_archive.group_property_archive_archivist",
        help="Who works for this estate. What they file belongs to it unless it says otherwise.",
    )
    unit_ids = fields.One2many("property.archive.unit", "project_id", "Units")
    unit_count = fields.Integer(compute="_compute_unit_count")
    record_count = fields.Integer("Files", compute="_compute_record_count")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name_key)", "There is an estate of this name already."
    )
    _code_uniq = models.UniqueIndex(
        "(company_id, upper(code)) WHERE code IS NOT NULL",
        "This short code is the one of another estate.",
    )

    @api.depends("name")
    def _compute_name_key(self):
        for project in self:
            project.name_key = project_key(project.name)

    def _compute_unit_count(self):
        groups = self.env["property.archive.unit"]._read_group(
            [("project_id", "in", self.ids)], ["project_id"], ["__count"]
        )
        counts = {project.id: count for project, count in groups}
        for project in self:
            project.unit_count = counts.get(project.id, 0)

    def _compute_record_count(self):
        groups = self.env["property.archive.record"]._read_group(
            [("project_id", "in", self.ids)], ["project_id"], ["__count"]
        )
        counts = {project.id: count for project, count in groups}
        for project in self:
            project.record_count = counts.get(project.id, 0)

    @api.constrains("name", "code")
    def _check_name(self):
        for project in self:
            if not project.name_key:
                raise ValidationError(self.env._("An estate has a name that can be read."))
            if project.code and not project.code.isalnum():
                raise ValidationError(
                    self.env._(
                        "%(project)s: the short code “%(code)s” stands in the codes of files, so"
                        " it has letters and digits only.",
                        project=project.name,
                        code=project.code,
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for project in self:
            if project.date_from and project.date_to and project.date_to < project.date_from:
                raise ValidationError(
                    self.env._(
                        "%s was given up before it was taken over: put the two dates right.",
                        project.name,
                    )
                )

    @api.constrains("company_id")
    def _check_company_kept(self):
        for project in self.sudo():
            if (project.unit_ids.company_id | project.department_ids.company_id) - (
                project.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%s has units or departments of its company: it stays there.", project.name
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_unused(self):
        for project in self.sudo():
            units, records = project.unit_count, project.record_count
            if units or records:
                raise UserError(
                    self.env._(
                        "%(project)s has %(units)s units and %(records)s files: it is not deleted."
                        " Set the day it was given up, or move them to another estate.",
                        project=project.name,
                        units=units,
                        records=records,
                    )
                )

    @api.model
    def _named(self, names, company):
        """Find or create estates by name, ignoring differences in spelling.

        :param names: iterable of names as written
        :param company: ``res.company`` record
        :return: estate by name as written
        :rtype: dict
        """
        keys = {name: project_key(name) for name in names}
        projects = self.sudo().with_context(active_test=False)
        known = projects.search(
            [("company_id", "=", company.id), ("name_key", "in", list(set(keys.values())))]
        ).grouped("name_key")
        new = {key: name for name, key in keys.items() if key and key not in known}
        made = projects.browse()
        if new:
            # two registers may name an estate at the same time
            with made_once(self.env, self._name):
                made = projects.create(
                    [{"name": name.strip(), "company_id": company.id} for name in new.values()]
                )
        known |= made.grouped("name_key")
        return {name: known.get(key, self.browse()) for name, key in keys.items()}

    def action_open_units(self):
        """The units of this estate."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_unit_action"
        )
        action["domain"] = [("project_id", "=", self.id)]
        action["context"] = {"default_project_id": self.id}
        return action

    def action_open_records(self):
        """The files of this estate that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("project_id", "=", self.id)]
        action["context"] = {}
        return action
