from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...jobs import run_batches
from ...notify import ask_to_do

_ACTIVITY = "mail.mail_activity_data_todo"


class PropertyArchiveTraining(models.Model):
    """A training in keeping files and secrets, due again after some months (001 八 1).

    Attendance is recorded, which shows who was absent. Its papers, with the signed
    attendance list, are a filed record.
    """

    _name = "property.archive.training"
    _description = "Training Session"
    _inherit = ["property.archive.derived", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    name = fields.Char("Subject", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    department_ids = fields.Many2many(
        "hr.department",
        "property_archive_training_department_rel",
        "training_id",
        "department_id",
        "For Departments",
        help="Empty: for everybody.",
    )
    months = fields.Integer("Again after (Months)", required=True, default=12)
    date_held = fields.Date("Last Held on", tracking=True)
    date_due = fields.Date(compute="_compute_date_due", store=True, string="Due On")
    user_id = fields.Many2one(
        "res.users", "Responsible", help="Empty: the archive head.", ondelete="restrict"
    )
    attendee_ids = fields.One2many(
        "property.archive.training.attendee",
        "training_id",
        "Trained",
        help="Who was there the last time it was held.",
    )
    absent_names = fields.Char("Not Trained", compute="_compute_absent_names", compute_sudo=True)
    absent_count = fields.Integer(
        "Not Trained (Count)", compute="_compute_absent_names", compute_sudo=True
    )
    record_id = fields.Many2one(
        "property.archive.record", "Filed Papers", check_company=True, ondelete="set null"
    )

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "It is due again after a month or more."
    )

    @api.depends("date_held", "months", "create_date")
    def _compute_date_due(self):
        for training in self:
            held = training.date_held
            training.date_due = (
                held + relativedelta(months=training.months)
                if held
                else training.company_id._archive_today()
            )

    @api.depends("attendee_ids.employee_id", "department_ids", "company_id")
    def _compute_absent_names(self):
        for training in self:
            absent = training._meant_for() - training.attendee_ids.employee_id
            training.absent_names = "、".join(absent.mapped("name"))
            training.absent_count = len(absent)

    def _meant_for(self):
        """The employees who should be trained.

        :rtype: hr.employee
        """
        employees = self.env["hr.employee"].sudo()
        employees = employees.search([("company_id", "=", self.company_id.id)])
        departments = self.department_ids
        if not departments:
            return employees
        below = self.env["hr.department"].sudo().search([("id", "child_of", departments.ids)])
        return employees.filtered(lambda employee: employee._archive_department() in below)

    def action_held(self):
        """Mark it as held today and start a new attendance list."""
        self.check_access("write")
        for training in self:
            training.write(
                {"date_held": training.company_id._archive_today(), "attendee_ids": [(5,)]}
            )
        self.activity_feedback([_ACTIVITY])
        return True

    def action_all_trained(self):
        """Put all who are missing on the attendance list; who was not there is taken off."""
        self.check_access("write")
        for training in self:
            absent = training._meant_for() - training.attendee_ids.employee_id
            training.attendee_ids = [(0, 0, {"employee_id": employee.id}) for employee in absent]
        return True

    @api.model
    def _cron_due(self):
        """Job: notify the responsible users of trainings that are due."""
        companies = self.env["res.company"].sudo().search([("archive_head_id", "!=", False)])

        run_batches(self.env, iter(companies), self._remind_due, len(companies))

    @api.model
    def _remind_due(self, company):
        """Notify the responsible users once of each training of a company that is due.

        :param company: ``res.company``
        """
        today = company._archive_today()
        due = self.sudo().search([("company_id", "=", company.id), ("date_due", "<=", today)])
        for training in due.filtered(lambda t: not t.activity_ids):
            user = training.user_id or company.archive_head_id
            ask_to_do(training, _ACTIVITY, user, lambda env: env._("Hold the training"), today)


class PropertyArchiveTrainingAttendee(models.Model):
    """Who was there."""

    _name = "property.archive.training.attendee"
    _description = "Trained Employee"
    _inherit = ["property.archive.guarded"]

    training_id = fields.Many2one(
        "property.archive.training",
        "Training Session",
        required=True,
        index=True,
        ondelete="cascade",
    )
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")

    _once_uniq = models.UniqueIndex(
        "(training_id, employee_id)", "This employee is on the list already."
    )
