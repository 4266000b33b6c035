from odoo import api, fields, models


class PropertyArchiveCheck(models.Model):
    """A stock check 清点: compares expected with found records (requirement C3).

    The expected records are fixed when counting starts; then each line waits for its
    result. Lines are never removed, and a check can be closed once every line has a result.
    """

    _name = "property.archive.check"
    _description = "Stock Check"
    _inherit = [
        "property.archive.protected",
        "property.archive.check.scope",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [("draft", "Prepared"), ("counting", "Counting"), ("done", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )
    location_id = fields.Many2one(check_company=True)
    department_id = fields.Many2one(check_company=True)
    category_id = fields.Many2one(check_company=True)
    project_id = fields.Many2one(check_company=True)
    central_location_id = fields.Many2one(check_company=True)
    schedule_id = fields.Many2one(
        "property.archive.check.schedule", readonly=True, copy=False, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="The archivist who starts and closes the check.",
    )
    counter_ids = fields.Many2many(
        "res.users",
        "property_archive_check_counter_rel",
        "check_id",
        "user_id",
        "Counted By",
        domain=[("share", "=", False)],
        help="Who counts beside the archivists, such as the clerk of a department. In a blind"
        " count only these people count.",
    )
    date_due = fields.Date(
        "Due",
        required=True,
        default=lambda self: self.env.company._archive_today(),
        copy=False,
        index=True,
    )
    date_start = fields.Datetime("Started", readonly=True, copy=False)
    date_done = fields.Datetime("Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    moved = fields.Boolean("Moved to Central Keeping", readonly=True, copy=False)
    note = fields.Text()
    line_ids = fields.One2many("property.archive.check.line", "check_id", readonly=True)
    recent_line_ids = fields.Many2many(
        "property.archive.check.line", compute="_compute_recent_line_ids", string="Last Scanned"
    )
    line_count = fields.Integer("Lines", compute="_compute_counts")
    pending_count = fields.Integer("Still to Count", compute="_compute_counts")
    found_count = fields.Integer("Found", compute="_compute_counts")
    missing_count = fields.Integer("Missing", compute="_compute_counts")
    misplaced_count = fields.Integer("Misplaced", compute="_compute_counts")
    unknown_count = fields.Integer("Unknown", compute="_compute_counts")
    damaged_count = fields.Integer("Damaged", compute="_compute_counts")
    out_count = fields.Integer("Out by the Register", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")
    expected_shown = fields.Boolean(compute="_compute_expected_shown")
    may_scan = fields.Boolean(compute="_compute_expected_shown")

    _schedule_uniq = models.UniqueIndex(
        "(schedule_id, company_id, COALESCE(department_id, 0), date_due)"
        " WHERE schedule_id IS NOT NULL",
        "The check of this period was made already.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.name if check.name != "/" else self.env._("New Stock Check")

    # -- computes -----------------------------------------------------------------------------

    @api.depends("line_ids.result")
    def _compute_counts(self):
        """Counted with the user's rights: a blind count does not reveal the expected number."""
        groups = self.env["property.archive.check.line"]._read_group(
            [("check_id", "in", self._origin.ids)], ["check_id", "result"], ["__count"]
        )
        counts = {}
        for check, result, count in groups:
            counts.setdefault(check, {})[result] = count
        for check in self:
            found = counts.get(check._origin, {})
            total = sum(found.values())
            check.line_count = total
            for result in (
                "pending",
                "found",
                "missing",
                "misplaced",
                "unknown",
                "damaged",
                "out",
            ):
                check[f"{result}_count"] = found.get(result, 0)
            check.progress = 100 * (total - check.pending_count) / total if total else 0

    @api.depends("line_ids.date")
    def _compute_recent_line_ids(self):
        for check in self:
            check.recent_line_ids = self.env["property.archive.check.line"].search(
                [("check_id", "=", check._origin.id), ("date", "!=", False)],
                order="date desc, id desc",
                limit=8,
            )

    @api.depends("blind", "state", "counter_ids")
    @api.depends_context("uid")
    def _compute_expected_shown(self):
        for check in self:
            counts = self.env.user in check.sudo().counter_ids
            check.expected_shown = not check.blind or check.state == "done" or not counts
            check.may_scan = check.state == "counting" and (
                counts or (not check.blind and check._is_archivist())
            )

    # -- what may be set ------------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "scope",
            "location_id",
            "department_id",
            "category_id",
            "project_id",
            "blind",
            "with_condition",
            "to_central",
            "central_location_id",
            "company_id",
            "user_id",
            "counter_ids",
            "date_due",
            "note",
        }

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"draft"}:
            return self._creatable_fields()
        return {"note", "central_location_id"} if not any(self.sudo().mapped("moved")) else set()

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._number()
        return checks

    def _create_protected(self, vals_list):
        checks = super()._create_protected(vals_list)
        checks._number()
        return checks

    def _number(self):
        for check in self.sudo().filtered(lambda check: check.name == "/"):
            check._write_protected({"name": self._next_number(check.company_id)})

    @api.ondelete(at_uninstall=True)
    def _unlink_prepared_only(self):
        self.sudo()._check_state(
            "draft",
            rule=self.env._("What is missing cannot be made to vanish with the count."),
        )

    def _reassign(self, source, target, company=None):
        """Give the open checks of one user to another (F5).

        :param source: ``res.users`` who leaves
        :param target: ``res.users`` who takes over
        :param company: ``res.company`` whose checks are meant, default all
        """
        where = [("company_id", "=", company.id)] if company else []
        checks = self.sudo().search([("state", "!=", "done"), *where])
        mine = checks.filtered(lambda check: check.user_id == source)
        mine._write_protected({"user_id": target.id})
        for check in checks.filtered(lambda check: source in check.counter_ids):
            check._write_protected({"counter_ids": [(3, source.id), (4, target.id)]})
            mine |= check
        activities = mine.activity_ids.filtered(lambda activity: activity.user_id == source)
        activities.user_id = target
        self.env["property.archive.log"]._log(
            "check_reassigned", mine, source=source.id, target=target.id
        )
        return mine

    # -- screens ------------------------------------------------------------------------------

    def action_print(self):
        """Print the list 清点表, as far as the current user may see it."""
        self.check_access("read")
        return self.env["property.archive.register"]._action("check", self, "pdf")

    def action_open_lines(self):
        """Open the lines of this check, filtered by the result that the button passes."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_check_line_action"
        )
        action["domain"] = [("check_id", "=", self.id)]
        if result := self.env.context.get("line_result"):
            action["context"] = {f"search_default_{result}": 1}
        return action
