from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...groups import ARCHIVIST
from ...selections import SCOPES
from .rights_function import RIGHTS_FUNCTION

#: Fields of a profile, which are cached beyond a transaction: they never change, as a record gets
#: another profile instead.
_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_access_keep ON property_archive_access;
CREATE TRIGGER property_archive_access_keep
    BEFORE UPDATE OF id, company_id, level_id, scope, department_id ON property_archive_access
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
"""
#: The other results of the SQL function, in its order.
_RIGHTS = ("share", "companies", "employees", "subject", "records", "contents")

_NO_PROFILES = ((), {}, {}, ())


class PropertyArchiveAccess(models.Model):
    """An access profile: one row for each combination of level, scope and department in use.

    Each record has exactly one profile, so the rights of a user are computed for some dozens of
    profiles and not for each record. The result is cached for one transaction and never longer, so
    an expired clearance has no effect from the next request on (requirements B2 to B4).
    """

    _name = "property.archive.access"
    _description = "Archive Access Profile"
    _inherit = ["property.archive.guarded"]

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    level_id = fields.Many2one(
        "property.archive.level", required=True, index=True, ondelete="restrict"
    )
    scope = fields.Selection(SCOPES, required=True)
    department_id = fields.Many2one("hr.department", index=True, ondelete="restrict")

    _profile_uniq = models.UniqueIndex("(company_id, level_id, scope, COALESCE(department_id, 0))")

    def init(self):
        further = [SQL(",\n%s", part()) for part in self._further_rights().values()]
        self.env.cr.execute(SQL(RIGHTS_FUNCTION, SQL("").join(further)))
        self.env.cr.execute(_TRIGGERS)

    @api.model
    def _further_rights(self):
        """Hook: what the SQL function of the rights finds besides, in the same query.

        :return: by the name of the right a method for its SQL expression. ``p_uid`` is the user,
            ``company`` has the user's companies with the day that it is there
        :rtype: dict
        """
        return {}

    @api.model
    def _profile_ids(self, keys):
        """Return the profile id of each key, creating missing profiles.

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
        """Drop the cached rights of this transaction, as they may have changed."""
        for key in [k for k in self.env.cr.cache if isinstance(k, tuple) and k[0] == self._name]:
            del self.env.cr.cache[key]
        self.env["property.archive.record"].invalidate_model(["readable"], flush=False)

    @api.model
    def _rights(self, flush=True):
        """What the current user may see now, as plain ids.

        :param bool flush: false when pending changes cannot be flushed: they are then ignored, and
            the caller must drop the cached result
        :return: dict of lists. ``full``: profiles whose content the user may read. ``own``: levels
            of which they may read their own personal records, each as company, level and whether
            its content requires a consultation each time. ``cleared``: the profiles of these
            levels, by company. ``register``: profiles whose register
            entries an archivist works on (``open_register``: whether these are all profiles of the
            user's companies). ``sealed``: the full profiles whose content requires a consultation
            each time. ``share``: whether the user is from outside. ``companies`` and ``employees``
            of the user. ``subject``: contacts whose files are about the user and are readable
            directly. ``records`` and ``contents``: opened by a running grant
        :rtype: dict(str, list)
        """
        if self.env.cr.readonly:
            # a replica may be outdated: Odoo retries on the primary
            raise ReadOnlySqlTransaction("property_archive: rights are not asked of a replica")
        key = (self._name, self.env.uid)
        rights = self.env.cr.cache.get(key)
        if rights is None:
            if flush:
                self.env.flush_all()
            rights = self.env.cr.cache[key] = self._compute_rights()
        return rights

    @api.model
    def _may_see_confidential(self):
        """Whether the user may now see any record of which reading is logged.

        :rtype: bool
        """
        rights = self._rights()
        if rights["records"] or rights["contents"] or rights["subject"]:
            return True
        levels = self.env["property.archive.level"]._confidential_ids()
        return any(level in levels for _company, level, _sealed in rights["own"])

    def _compute_rights(self):
        """Compute the rights with one query; see :meth:`_rights`.

        An employee's department comes from the version valid today, found here:
        ``hr.employee.version_id`` depends on a context key, and ``current_version_id`` is only
        updated by a nightly job. Days begin at midnight in the company, whatever time zone the
        context has.
        """
        archivist = self.env["res.users"].browse(self.env.uid).has_group(ARCHIVIST)
        self.env.cr.execute(
            "SELECT property_archive_rights(%s, %s)", (self.env.uid, fields.Datetime.now())
        )
        (row,) = self.env.cr.fetchone()
        names = (*_RIGHTS, *self._further_rights())
        if not row:
            return dict.fromkeys(names, ()) | {
                **dict.fromkeys(("full", "own", "register", "sealed"), ()),
                "cleared": {},
                "open_register": False,
                "share": True,
            }
        state, levels, departments, headed, *rest = row
        rights = dict(zip(names, rest, strict=True))
        own = [tuple(level) for *level, cleared in levels if cleared]
        full, register, sealed, cleared = [], [], [], {}
        profiles = self._profiles(*state)
        for company, level, closed in own:
            of_company, of_department, of_head, every = profiles.get((company, level), _NO_PROFILES)
            ids = set(of_company)
            for department in departments:
                ids.update(of_department.get(department, ()))
            for department in headed:
                ids.update(of_head.get(department, ()))
            full += ids
            cleared.setdefault(company, []).extend(every)
            if closed:
                sealed += ids
            if archivist:
                register += every
        rights.update(
            full=full,
            own=own,
            cleared=cleared,
            register=register,
            sealed=sealed,
            # not limited to existing profiles: another may be created at any time
            open_register=bool(archivist and levels) and len(own) == len(levels),
        )
        return rights

    @api.model
    @tools.ormcache("count", "total", "digest")
    def _profiles(self, count, total, digest):
        """All profiles. Profiles never change, so the cache is only renewed when there are more.

        :param int count: number of profiles that the transaction sees
        :param int total: the sum of their ids
        :param int digest: hash of their ids: two transactions may see different ids with one sum
        :return: by company and level, the ids of the profiles: of the scope company; of the scope
            department, by department; of any other scope, by department; and of all
        :rtype: dict(tuple, tuple)
        """
        self.env.cr.execute(
            "SELECT id, company_id, level_id, scope, department_id FROM property_archive_access"
        )
        profiles = {}
        for profile, company, level, scope, department in self.env.cr.fetchall():
            of_company, of_department, of_head, every = profiles.setdefault(
                (company, level), ([], {}, {}, [])
            )
            every.append(profile)
            if scope == "company":
                of_company.append(profile)
            if department:
                of_head.setdefault(department, []).append(profile)
                if scope == "department":
                    of_department.setdefault(department, []).append(profile)
        return profiles

    @api.model
    @tools.ormcache("name", "day")
    def _shares(self, name, day):
        """The share of all records that has each frequent value of a column of ids.

        An estimate from the database statistics: only used to choose a query plan, never for
        rights.

        :param str name: a many2one field of records
        :param datetime.date day: today, as cache key: the result is kept for a day
        :return: shares by id, and by None how many records there are
        :rtype: dict(int or None, float)
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT most_common_vals::text::integer[], most_common_freqs, reltuples"
                " FROM pg_class LEFT JOIN pg_stats ON schemaname = current_schema"
                " AND tablename = relname AND attname = %s WHERE pg_class.oid = %s::regclass",
                name,
                self.env["property.archive.record"]._table,
            )
        )
        return {None: rows[0][2]} | {
            row_id: share
            for ids, shares, _records in rows
            for row_id, share in zip(ids or (), shares or (), strict=True)
        }
