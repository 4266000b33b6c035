from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...groups import ARCHIVIST
from ...selections import SCOPES
from .rights_function import RIGHTS_FUNCTION

#: What a profile says is known beyond the transaction: a record gets another one.
_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_access_keep ON property_archive_access;
CREATE TRIGGER property_archive_access_keep
    BEFORE UPDATE OF id, company_id, level_id, scope, department_id ON property_archive_access
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
"""
#: What the function tells beside the profiles, in its order.
_RIGHTS = ("share", "companies", "employees", "subject", "records", "contents")

_NO_PROFILES = ((), {}, {}, ())


class PropertyArchiveAccess(models.Model):
    """An access profile: one row for each level, scope and department in use.

    A record points at exactly one profile, so that the question "what may this user
    see" is answered once for some dozens of profiles and not for each record. The
    answer is kept for the length of a transaction and never longer: a clearance that
    ends is gone with the next request (requirements B2 to B4).
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
        self.env.cr.execute(RIGHTS_FUNCTION)
        self.env.cr.execute(_TRIGGERS)

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
        self.env["property.archive.record"].invalidate_model(["readable"], flush=False)

    @api.model
    def _rights(self, flush=True):
        """What the current user may see now, as plain ids.

        :param bool flush: false where what waits to be written cannot be: it counts for
            nothing then, and the caller forgets the answer
        :return: dict of lists: ``full`` profiles whose content the user may read, ``own``
            levels of which they read what is personal and theirs, each as company, level
            and whether its content wants a consultation each time, ``register`` profiles
            whose register entry an archivist works on (and ``open_register``: whether
            these are all profiles of the user's companies), ``sealed`` those of the full
            profiles whose content wants a consultation each time, ``share``: whether the
            user is from outside, their ``companies`` and ``employees``, the files about
            themselves that they read directly (``subject``), ``records`` and ``contents``
            opened by a running grant
        :rtype: dict(str, list)
        """
        if self.env.cr.readonly:
            # a replica shows the past: Odoo asks again on the primary
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
        """Whether there is anything of which reading is logged that the user may see now.

        :rtype: bool
        """
        rights = self._rights()
        if rights["records"] or rights["contents"] or rights["subject"]:
            return True
        levels = self.env["property.archive.level"]._confidential_ids()
        return any(level in levels for _company, level, _sealed in rights["own"])

    def _compute_rights(self):
        """Ask the database once; see :meth:`_rights`.

        Departments are those of the version that counts today, looked up here:
        ``hr.employee.version_id`` follows a key of the caller's context, and
        ``current_version_id`` waits for a nightly job. Days begin at midnight of the
        company, whatever time zone the caller claims.
        """
        archivist = self.env["res.users"].browse(self.env.uid).has_group(ARCHIVIST)
        self.env.cr.execute(
            "SELECT property_archive_rights(%s, %s)", (self.env.uid, fields.Datetime.now())
        )
        (row,) = self.env.cr.fetchone()
        if not row:
            return dict.fromkeys(_RIGHTS, ()) | {
                **dict.fromkeys(("full", "own", "register", "sealed"), ()),
                "open_register": False,
                "share": True,
            }
        state, levels, departments, headed, *rest = row
        rights = dict(zip(_RIGHTS, rest, strict=True))
        own = [tuple(level) for *level, cleared in levels if cleared]
        full, register, sealed = [], [], []
        profiles = self._profiles(*state)
        for company, level, closed in own:
            of_company, of_department, of_head, every = profiles.get((company, level), _NO_PROFILES)
            ids = set(of_company)
            for department in departments:
                ids.update(of_department.get(department, ()))
            for department in headed:
                ids.update(of_head.get(department, ()))
            full += ids
            if closed:
                sealed += ids
            if archivist:
                register += every
        rights.update(
            full=full,
            own=own,
            register=register,
            sealed=sealed,
            # not by the profiles there are: somebody may make another one at any time
            open_register=bool(archivist and levels) and len(own) == len(levels),
        )
        return rights

    @api.model
    @tools.ormcache("count", "total", "digest")
    def _profiles(self, count, total, digest):
        """The profiles, as they never change: more come, and then this is read again.

        :param int count: how many the transaction sees
        :param int total: the sum of their ids
        :param int digest: of their ids: two transactions may each see others of the same sum
        :return: by company and level the ids of those of the company, of those of the scope
            department by department, of those of any other scope by department, and of all
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
    @tools.ormcache("day")
    def _profile_shares(self, day):
        """The share of all records that each of the large profiles has, by profile id.

        As the database counted last, for choosing how to ask and never for what is seen.

        :param datetime.date day: today: the answer is kept that long
        :rtype: dict(int, float)
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT most_common_vals::text::integer[], most_common_freqs FROM pg_stats"
                " WHERE schemaname = current_schema AND tablename = %s AND attname = 'access_id'",
                self.env["property.archive.record"]._table,
            )
        )
        return {
            profile: share
            for profiles, shares in rows
            for profile, share in zip(profiles or (), shares or (), strict=True)
        }
