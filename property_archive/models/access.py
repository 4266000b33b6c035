from odoo import api, fields, models
from odoo.tools import SQL

SCOPES = [
    ("company", "Company"),
    ("department", "Department"),
    ("personal", "Personal"),
]


class PropertyArchiveAccess(models.Model):
    """An access profile: one row for each level, scope and department in use.

    A record points at exactly one profile, so that the question "what may this user
    see" is answered once for some dozens of profiles and not for each record. The
    answer is kept for the length of a transaction and never longer: a clearance that
    ends is gone with the next request (requirements B2 to B4).
    """

    _name = "property.archive.access"
    _description = "Archive Access Profile"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    level_id = fields.Many2one("property.archive.level", required=True, index=True, ondelete="restrict")
    scope = fields.Selection(SCOPES, required=True)
    department_id = fields.Many2one("hr.department", index=True, ondelete="restrict")

    _profile_uniq = models.UniqueIndex("(company_id, level_id, scope, COALESCE(department_id, 0))")

    @api.model
    def _profile_ids(self, keys):
        """Return the profile id of each key, creating what is not there yet.

        :param keys: iterable of (company id, level id, scope, department id or False)
        :rtype: dict
        """
        keys = {(c, lv, s, d if s != "company" else False) for c, lv, s, d in keys}
        if not keys:
            return {}
        self.env.cr.execute_values(
            "INSERT INTO property_archive_access (company_id, level_id, scope, department_id)"
            " SELECT v.c, v.l, v.s, v.d FROM (VALUES %s) AS v(c, l, s, d)"
            " WHERE NOT EXISTS (SELECT FROM property_archive_access a WHERE a.company_id = v.c"
            " AND a.level_id = v.l AND a.scope = v.s"
            " AND COALESCE(a.department_id, 0) = COALESCE(v.d, 0))"
            " ON CONFLICT DO NOTHING RETURNING id",
            [(c, lv, s, d or None) for c, lv, s, d in sorted(keys, key=str)],
            template="(%s, %s, %s, %s::int)",
        )
        if self.env.cr.rowcount:
            self._forget()
        self.env.cr.execute(
            SQL(
                "SELECT company_id, level_id, scope, COALESCE(department_id, 0), id"
                " FROM property_archive_access WHERE company_id IN %s",
                tuple({key[0] for key in keys}),
            )
        )
        found = {(c, lv, s, d or False): pid for c, lv, s, d, pid in self.env.cr.fetchall()}
        return {key: found[key] for key in keys}

    @api.model
    def _forget(self):
        """Drop what was worked out in this transaction: rights may have changed."""
        for key in [k for k in self.env.cr.cache if isinstance(k, tuple) and k[0] == self._name]:
            del self.env.cr.cache[key]
        for model in ("property.archive.record", "property.archive.enclosure"):
            if model in self.env:
                self.env[model].invalidate_model(["readable"], flush=False)

    @api.model
    def _rights(self):
        """What the current user may see now, as plain ids.

        :return: dict of lists: ``full`` profiles whose content the user may read,
            ``own`` profiles of which they read what they are responsible for,
            ``register`` profiles whose register entry an archivist works on,
            ``sealed`` profiles whose content wants a consultation each time,
            ``employees`` of the user, ``subject_categories`` that their subject may
            read, ``records`` and ``contents`` opened by a running grant
        :rtype: dict(str, list(int))
        """
        key = (self._name, self.env.uid)
        rights = self.env.cr.cache.get(key)
        if rights is None:
            self.env.flush_all()
            rights = self.env.cr.cache[key] = self._compute_rights()
        return rights

    def _compute_rights(self):
        uid = self.env.uid
        rights = {
            "full": [],
            "own": [],
            "register": [],
            "sealed": [],
            "employees": [],
            "subject_categories": [],
            "records": [],
            "contents": [],
        }
        user = self.env["res.users"].sudo().with_context({}).browse(uid)
        if not user.active:
            return rights
        employees = self._employees_of(user)
        rights["employees"] = [employee_id for employee_id, _dep, _company in employees]
        self._add_grants(rights, user)
        if not user._is_internal():
            return rights
        archivist = user.has_group("property_archive.group_property_archive_archivist")
        departments = {dep for _employee, dep, _company in employees if dep}
        headed = self._headed_departments(rights["employees"])
        ranks = self._ranks_of(user)
        self.env.cr.execute(
            "SELECT a.id, a.company_id, a.scope, a.department_id, l.rank, l.clearance_required,"
            " l.consultation_required"
            " FROM property_archive_access a JOIN property_archive_level l ON l.id = a.level_id"
            " WHERE a.company_id = ANY(%s)",
            (user.company_ids.ids,),
        )
        for pid, company, scope, department, rank, needs, consultation in self.env.cr.fetchall():
            if consultation:
                rights["sealed"].append(pid)
            if needs and rank > ranks.get(company, -1):
                continue
            if (
                scope == "company"
                or department in headed
                or (scope == "department" and department in departments)
            ):
                rights["full"].append(pid)
            elif scope == "personal":
                rights["own"].append(pid)
            if archivist:
                rights["register"].append(pid)
        self.env.cr.execute("SELECT id FROM property_archive_category WHERE subject_reads")
        rights["subject_categories"] = [row[0] for row in self.env.cr.fetchall()]
        return rights

    def _employees_of(self, user):
        """(employee id, department id today, company id) of the user's active employees.

        The version of today is looked up here: ``hr.employee.version_id`` follows a key
        of the caller's context, and ``current_version_id`` waits for a nightly job.
        """
        self.env.cr.execute(
            """
            SELECT e.id, v.department_id, e.company_id
              FROM hr_employee e
         LEFT JOIN LATERAL (
                   SELECT department_id FROM hr_version
                    WHERE employee_id = e.id AND active AND date_version <= %s
                 ORDER BY date_version DESC LIMIT 1) v ON TRUE
             WHERE e.user_id = %s AND e.active
            """,
            (self._today(user.company_id), user.id),
        )
        return self.env.cr.fetchall()

    def _headed_departments(self, employee_ids):
        """Ids of the departments these employees head, with all departments below."""
        self.env.cr.execute(
            "SELECT d.id FROM hr_department h JOIN hr_department d"
            " ON d.parent_path LIKE h.parent_path || '%%'"
            " WHERE h.active AND h.manager_id = ANY(%s)",
            (employee_ids,),
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _ranks_of(self, user):
        """Highest rank that runs today, for each company of the user."""
        return {
            company.id: rank
            for company, rank in self.env["property.archive.clearance"]
            .sudo()
            ._running_ranks(user)
            .items()
        }

    def _add_grants(self, rights, user):
        now = fields.Datetime.now()
        self.env.cr.execute(
            'SELECT record_id, content FROM property_archive_grant'
            ' WHERE user_id = %s AND NOT revoked AND date_from <= %s AND date_to > %s',
            (user.id, now, now),
        )
        for record_id, content in self.env.cr.fetchall():
            rights["records"].append(record_id)
            if content:
                rights["contents"].append(record_id)

    @api.model
    def _today(self, company):
        """Today in the company's time zone; a caller's ``tz`` key moves nothing."""
        timezone = company.sudo().partner_id.tz or "Asia/Shanghai"
        return fields.Date.context_today(self.with_context(tz=timezone))
