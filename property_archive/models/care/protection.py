from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...jobs import run_batches
from ...notify import ask_to_do

_TYPE = "property_archive.mail_activity_type_care"


class PropertyArchiveProtection(models.Model):
    """A periodic protection check of a place, with a result for each point (C5)."""

    _name = "property.archive.protection"
    _description = "Protection Check"
    _inherit = ["property.archive.protected", "mail.thread", "mail.activity.mixin"]
    _order = "date_due desc, id desc"
    _archive_file_states = ("todo",)

    location_id = fields.Many2one(
        "property.archive.location",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
    )
    profile_id = fields.Many2one(
        "property.archive.protection.profile",
        compute="_compute_profile_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="location_id.company_id", store=True, index=True)
    date_due = fields.Date(
        "Due", required=True, default=lambda self: self.env.company._archive_today(), copy=False
    )
    date_done = fields.Datetime("Done On", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
    )
    state = fields.Selection(
        [("todo", "To Do"), ("done", "Done")],
        required=True,
        default="todo",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many("property.archive.protection.line", "protection_id", "Points")
    defect_count = fields.Integer("Defects", compute="_compute_defect_count", store=True)
    open_defect_count = fields.Integer(
        "Open Defects", compute="_compute_defect_count", store=True, index=True
    )

    _day_uniq = models.UniqueIndex(
        "(location_id, date_due)", "This place has a protection check on that day already."
    )

    def _creatable_fields(self):
        return {"location_id", "profile_id", "date_due", "user_id"}

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"todo"}:
            return {"user_id", "line_ids"}
        return set()

    @api.depends("location_id")
    def _compute_profile_id(self):
        for check in self:
            check.profile_id = check.location_id.protection_profile_id or check.profile_id

    @api.depends("line_ids.result", "line_ids.date_mended")
    def _compute_defect_count(self):
        for check in self:
            defects = check.line_ids.filtered(lambda line: line.result == "defect")
            check.defect_count = len(defects)
            check.open_defect_count = len(defects.filtered(lambda line: not line.date_mended))

    @api.depends("location_id", "date_due")
    def _compute_display_name(self):
        for check in self:
            names = [check.location_id.display_name, str(check.date_due or "")]
            check.display_name = " · ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._add_points()
        return checks

    def _add_points(self):
        self.env["property.archive.protection.line"].sudo()._create_protected(
            [
                {"protection_id": check.id, "point_id": point.id}
                for check in self
                for point in check.profile_id.point_ids
            ]
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_to_do_only(self):
        self._check_state("todo", rule=self.env._("A protection check that was done is kept."))

    def action_done(self):
        """Finish the check; the archivist gets an activity to mend the defects.

        :raise UserError: naming points without a result, and defects without a remark
        """
        self.check_access("write")
        for check in self:
            check._lock_rows()
            check._check_state("todo")
            if not check.line_ids:
                raise UserError(self.env._("%s has no points to look at.", check.profile_id.name))
            if left := check.line_ids.filtered(lambda line: not line.result):
                raise UserError(
                    self.env._(
                        "Give each point a result; still open: %s",
                        ", ".join(left.point_id.mapped("name")),
                    )
                )
            defects = check.line_ids.filtered(lambda line: line.result == "defect")
            if silent := defects.filtered(lambda line: not (line.note or "").strip()):
                raise UserError(
                    self.env._("Write what is wrong: %s", ", ".join(silent.point_id.mapped("name")))
                )
            check = check.sudo()
            check.activity_feedback([_TYPE])
            check._write_protected({"state": "done", "date_done": fields.Datetime.now()})
            for line in defects.sudo():
                ask_to_do(
                    check,
                    _TYPE,
                    check.company_id._archive_keeper(),
                    lambda env, line=line: line.with_env(env).point_id.name,
                    check.company_id._archive_today() + relativedelta(days=7),
                    line.note,
                )
        return True

    @api.model
    def _cron_prepare(self):
        """Job: prepare the protection checks and maintenance that are due; resumable."""
        places = (
            self.env["property.archive.location"]
            .sudo()
            .search(
                self.env["res.company"]._archive_due_domain("date_protection_next")
                & Domain("protection_profile_id", "!=", False)
                & Domain("protection_months", ">", 0)
            )
        )
        equipment = self.env["property.archive.equipment"].sudo()._due()
        run_batches(self.env, places, self.sudo()._prepare, len(places))
        run_batches(self.env, equipment, lambda item: item._remind(), len(equipment))

    @api.model
    def _prepare(self, place):
        """Create the due check of a place and set the date of the next one."""
        due = place.date_protection_next
        if not self.search([("location_id", "=", place.id), ("date_due", "=", due)], limit=1):
            check = self._create_protected(
                [
                    {
                        "location_id": place.id,
                        "profile_id": place.protection_profile_id.id,
                        "date_due": due,
                        "user_id": place.company_id._archive_keeper().id,
                    }
                ]
            )
            check._add_points()
            ask_to_do(check, _TYPE, check.user_id, lambda env: env._("Look through the room"), due)
        step = relativedelta(months=place.protection_months)
        # overdue for several periods: create one check, not one for each
        while due <= place.company_id._archive_today():
            due += step
        place.date_protection_next = due
