from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import KEEPER
from ...notify import tell


class PropertyArchiveDuty(models.Model):
    """A duty of a department's archivist 兼职档案员分工: which records they keep (J4).

    A department's clerk or the GM's secretary receives, keeps and lends the files of a
    department, of a category, or of a category in a department (000 1.2.5, 2.2; 001 四个档案 3;
    001 住户 五). Several duties add up. The right comes from the running row; the group only
    shows the menus. It ends with the row, in every open session.
    """

    _name = "property.archive.duty"
    _description = "Archivist's Duty"
    _inherit = ["property.archive.protected", "mail.thread"]
    _order = "state, date_start desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        "Archivist",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Files of this department and of those below it; empty: of any department.",
    )
    category_id = fields.Many2one(
        "property.archive.category",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Files of this category and of those below it; empty: of any category.",
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: self.env.company._archive_today()
    )
    date_end = fields.Date("Until", help="Empty: until it is ended.")
    state = fields.Selection(
        [("given", "Given"), ("ended", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="given",
        tracking=True,
    )
    running = fields.Boolean(compute="_compute_running")
    given_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", default=lambda s: s.env.user
    )
    date_ended = fields.Datetime("Ended On", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _dates_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)", "It cannot end before it starts."
    )
    _limited = models.Constraint(
        "CHECK (department_id IS NOT NULL OR category_id IS NOT NULL)",
        "Name a department or a category: an archivist of all has the group of archivists.",
    )
    _given_idx = models.Index("(user_id, company_id) WHERE state = 'given'")
    _given_uniq = models.UniqueIndex(
        "(user_id, company_id, COALESCE(department_id, 0), COALESCE(category_id, 0))"
        " WHERE state = 'given'",
        "This duty is given already.",
    )

    def _creatable_fields(self):
        limits = self._limit_fields()
        return {"user_id", "date_start", "date_end", "company_id", *limits}

    def _editable_fields(self):
        return set()

    @api.depends("user_id", "department_id", "category_id")
    def _compute_display_name(self):
        for duty in self:
            names = [duty.user_id.name, *(duty[name].name for name in duty._limit_fields())]
            duty.display_name = " · ".join(name for name in names if name)

    @api.depends("state", "date_start", "date_end", "company_id")
    def _compute_running(self):
        for duty in self:
            today = duty.company_id._archive_today()
            duty.running = bool(
                duty.state == "given"
                and duty.date_start
                and duty.date_start <= today
                and (not duty.date_end or today <= duty.date_end)
            )

    @api.constrains("user_id", "company_id")
    def _check_limits(self):
        for duty in self:
            user = duty.user_id
            if not user._is_internal() or duty.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=user.name,
                        company=duty.company_id.name,
                    )
                )

    # -- assigning and ending -------------------------------------------------------------------

    def _check_gives(self):
        """Raise unless the current user may assign these duties, and none is their own.

        :raise UserError: for anybody but archive head and executive, and for their own duty
        """
        me = self.env.user
        if self.env.uid == SUPERUSER_ID:
            return
        if not me._archive_leads():
            raise UserError(self.env._("The archive head or an executive gives and ends duties."))
        for duty in self.sudo():
            if duty.user_id in me._archive_same_person():
                raise UserError(
                    self.env._(
                        "%s: nobody gives a duty to themselves. Let the other of the two, archive"
                        " head or executive, do it.",
                        duty.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        duties._check_gives()
        users = duties.sudo().user_id
        # departure and suspension lock the same rows: one of both transactions sees the other
        users.employee_ids._archive_lock(users)
        for user in users & self.env["property.archive.suspension"]._suspended(users):
            raise UserError(self.env._("%s is suspended: no duty is given.", user.name))
        group = self.env.ref(KEEPER)
        missing = users - group.sudo().all_user_ids
        missing.write({"group_ids": [fields.Command.link(group.id)]})
        duties._tell("duty_given", self.env._("You keep files of the archive from now on"))
        return duties

    def action_end(self):
        """End these duties now; files, loans and counts stay with the archivists of the company."""
        self.check_access("read")
        self._check_gives()
        self._end()
        return True

    def _end(self):
        duties = self.sudo().filtered(lambda duty: duty.state == "given")
        duties._lock_rows()
        duties._write_protected({"state": "ended", "date_ended": fields.Datetime.now()})
        duties.flush_recordset()
        group = self.env.ref(KEEPER)
        kept = self.sudo().search([("user_id", "in", duties.user_id.ids), ("state", "=", "given")])
        left = (duties.user_id - kept.user_id).filtered(lambda user: group in user.group_ids)
        left.write({"group_ids": [fields.Command.unlink(group.id)]})
        duties._tell("duty_ended", self.env._("You keep these files of the archive no more"))

    def _tell(self, action, subject):
        """Log it, and notify those who watch over rights and the user of the duty."""
        self.env["property.archive.access"]._forget()
        log = self.env["property.archive.log"]
        for duty in self.sudo():
            log._alarm(
                action,
                duty,
                user=duty.user_id.id,
                **{name: duty[name].display_name for name in self._limit_fields()},
                start=duty.date_start,
                end=duty.date_end,
            )
            tell(self.env, duty.user_id.partner_id, subject, [duty.display_name], duty)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A duty is ended, never deleted."))

    # -- what it covers -------------------------------------------------------------------------

    @api.model
    def _limit_fields(self):
        """Names of the fields that limit a duty; duties and records have them both.

        :rtype: list(str)
        """
        return ["department_id", "category_id"]

    def _limits(self):
        """The allowed ids by field, including everything below them in the tree."""
        limits = {}
        for name in self._limit_fields():
            if limit := self[name]:
                below = "child_of" if limit._parent_name in limit._fields else "="
                within = limit.sudo().with_context(active_test=False)
                limits[name] = within.search([("id", below, limit.id)]).ids
        return limits
