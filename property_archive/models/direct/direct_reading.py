from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...selections import SCOPES

_RULE_FIELDS = (
    "active",
    "category_id",
    "level_id",
    "scope",
    "for_general_manager",
    "for_company_leader",
    "for_executive",
    "for_office",
    "for_keeping_head",
    "for_department_head",
    "for_responsible",
    "user_ids",
    "company_id",
)
#: Roles in a company, and the fields with the users who have them.
_COMPANY_ROLES = {
    "for_general_manager": ("archive_general_manager_id",),
    "for_company_leader": ("archive_leader_ids", "archive_general_manager_id"),
    "for_executive": ("archive_executive_id",),
    "for_office": ("archive_office_id",),
}


class PropertyArchiveDirectReading(models.Model):
    """Who may read the content of some records directly 直接查阅, and nobody else (J3).

    These rows restrict what clearance and scope allow: whoever is not named must request a
    consultation, which opens the content for its period once approved (003-7 四 1, 004 §7 1.4). The
    access rule applies the rows itself. Of the rows that match a record, the most specific one
    counts; a row that names nobody closes the content to everybody.
    """

    _name = "property.archive.direct.reading"
    _description = "Direct Reading"
    _inherit = ["property.archive.guarded", "property.archive.specific"]
    _specific_fields = ("category_id", "company_id", "level_id", "scope")
    _order = "category_id, level_id, scope, id"

    active = fields.Boolean(default=True)
    category_id = fields.Many2one(
        "property.archive.category",
        required=True,
        index=True,
        ondelete="restrict",
        help="Holds for this category and those below it.",
    )
    level_id = fields.Many2one(
        "property.archive.level", ondelete="restrict", help="Empty: any level."
    )
    scope = fields.Selection(SCOPES, help="Empty: any scope.")
    for_general_manager = fields.Boolean()
    for_company_leader = fields.Boolean("Company Leaders")
    for_executive = fields.Boolean("Executive in Charge")
    for_office = fields.Boolean("GM's Secretary")
    for_keeping_head = fields.Boolean(
        "Keeping Department's Head", help="Who heads the department that keeps the category."
    )
    for_department_head = fields.Boolean(
        "Record's Department Head", help="Who heads the department the record belongs to."
    )
    for_responsible = fields.Boolean(
        "Responsible Employee", help="The employee who answers for the record."
    )
    user_ids = fields.Many2many(
        "res.users", "property_archive_direct_reading_user_rel", string="And These Users"
    )
    note = fields.Char(translate=True, help="Where the rule comes from.")
    company_id = fields.Many2one("res.company", ondelete="restrict", help="Empty: every company.")

    _case_uniq = models.UniqueIndex(
        "(category_id, COALESCE(level_id, 0), COALESCE(scope, ''), COALESCE(company_id, 0))"
        " WHERE active",
        "Another active row says who reads these records directly: change that one.",
    )

    @api.depends("category_id", "level_id", "scope")
    def _compute_display_name(self):
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        for row in self:
            parts = (row.category_id.name, row.level_id.name, scopes.get(row.scope))
            row.display_name = " · ".join(part for part in parts if part)

    # -- read rights follow from these rows: each change is logged ------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["property.archive.log"]._log_changes({}, rows, _RULE_FIELDS)
        self.env["property.archive.access"]._forget()
        return rows

    def write(self, vals):
        before = self.env["property.archive.log"]._facts(self, _RULE_FIELDS)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, _RULE_FIELDS)
        self.env["property.archive.access"]._forget()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(
            self.env._("A row that says who reads directly is archived, never deleted.")
        )

    def _names(self, user, company):
        """Whether this row names a user, directly or by their role in a company.

        :param user: ``res.users``, as superuser
        :param company: ``res.company``, as superuser
        :rtype: bool
        """
        self.ensure_one()
        if user in self.user_ids:
            return True
        for role, names in _COMPANY_ROLES.items():
            if self[role] and any(user in company[name] for name in names):
                return True
        return bool(self.for_keeping_head) and user == self.category_id._keeping_head(company)


class PropertyArchiveAccess(models.Model):
    """The rows that apply, and which of them name the current user (J3)."""

    _inherit = "property.archive.access"

    @api.model
    def _direct_rows(self):
        """The rows that apply to the current user, the most specific first.

        Cached for the transaction.

        :return: tuples of the ids of categories, a level, a scope and a company (None for any), the
            companies in which the user is named, and whether responsible employees and whether
            department heads are named
        :rtype: list(tuple)
        """
        key = (self._name, self.env.uid, "direct")
        found = self.env.cr.cache.get(key)
        if found is None:
            found = self.env.cr.cache[key] = self._compute_direct_rows()
        return found

    def _compute_direct_rows(self):
        rows = self.env["property.archive.direct.reading"].sudo().search([("active", "=", True)])
        if not rows:
            return []
        user = self.env["res.users"].sudo().browse(self.env.uid)
        companies = user.company_ids
        categories = self.env["property.archive.category"].sudo().with_context(active_test=False)
        below = {}
        for category in categories.search([("id", "child_of", rows.category_id.ids)]):
            for step in category._path_ids():
                below.setdefault(step, []).append(category.id)
        return [
            (
                below.get(row.category_id.id, []),
                row.level_id.id,
                row.scope,
                row.company_id.id,
                [company.id for company in companies if row._names(user, company)],
                row.for_responsible,
                row.for_department_head,
            )
            for row in rows._most_specific_first()
        ]

    def _headed_departments(self):
        """Ids of the departments that the current user is the head of."""
        key = (self._name, self.env.uid, "headed")
        found = self.env.cr.cache.get(key)
        if found is None:
            employees = self._rights()["employees"]
            departments = self.env["hr.department"].sudo()
            found = departments.search([("manager_id", "in", list(employees))]).ids
            self.env.cr.cache[key] = found
        return found


class PropertyArchiveRecord(models.Model):
    """Content that clearance and scope would open may be closed by a row (J3)."""

    _inherit = "property.archive.record"

    @api.model
    def _direct_sql(self, condition):
        """Restrict a condition to the records that the current user may read directly.

        :param condition: function of the columns, or None; see :mod:`conditions`
        """
        access = self.env["property.archive.access"]
        condition = super()._direct_sql(condition)
        rows = condition and access._direct_rows()
        if not rows:
            return condition
        employees = list(access._rights()["employees"])

        def narrowed(column):
            cases = []
            for categories, level, scope, company, companies, responsible, head in rows:
                fits = [SQL("%s = ANY (%s)", column("category_id"), categories)]
                if level:
                    fits.append(SQL("%s = %s", column("level_id"), level))
                if scope:
                    fits.append(SQL("%s = %s", column("scope"), scope))
                if company:
                    fits.append(SQL("%s = %s", column("company_id"), company))
                named = [SQL("%s = ANY (%s::integer[])", column("company_id"), companies)]
                if responsible:
                    named.append(
                        SQL("%s = ANY (%s::integer[])", column("responsible_id"), employees)
                    )
                if head:
                    headed = access._headed_departments()
                    named.append(SQL("%s = ANY (%s::integer[])", column("department_id"), headed))
                cases.append(
                    SQL("WHEN %s THEN (%s)", SQL(" AND ").join(fits), SQL(" OR ").join(named))
                )
            return SQL("(%s) AND (CASE %s ELSE TRUE END)", condition(column), SQL(" ").join(cases))

        return narrowed
