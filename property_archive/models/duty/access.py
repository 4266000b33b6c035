from odoo import api, models
from odoo.tools import SQL

from ...groups import ARCHIVIST, KEEPER


class PropertyArchiveAccess(models.Model):
    """The duties of a department's archivist are found and cached with the other rights (J4)."""

    _inherit = "property.archive.access"

    @api.model
    def _further_rights(self):
        return super()._further_rights() | {"kept": self._duties_sql}

    @api.model
    def _duties_sql(self):
        """What a department's archivist keeps today, for the SQL function of the rights.

        :return: expression for an array of the company and, for each limit of a duty, the
            allowed ids including everything below them in the tree, or null
        :rtype: SQL
        """
        duties = self.env["property.archive.duty"]
        limits = []
        for name in duties._limit_fields():
            comodel = self.env[duties._fields[name].comodel_name]
            column = SQL.identifier("d", name)
            within = SQL("ARRAY[%s]", column)
            if comodel._parent_store:
                within = SQL(
                    "ARRAY(SELECT below.id FROM %s top JOIN %s below"
                    " ON starts_with(below.parent_path, top.parent_path) WHERE top.id = %s)",
                    comodel._table_sql,
                    comodel._table_sql,
                    column,
                )
            limits.append(SQL("CASE WHEN %s IS NOT NULL THEN %s END", column, within))
        return SQL(
            "ARRAY(SELECT json_build_array(d.company_id, %s)"
            " FROM %s d JOIN company c ON c.id = d.company_id"
            " WHERE d.user_id = p_uid AND d.state = 'given' AND d.date_start <= c.today"
            " AND (d.date_end IS NULL OR d.date_end >= c.today))",
            SQL(", ").join(limits),
            duties._table_sql,
        )

    def _compute_rights(self):
        rights = super()._compute_rights()
        rights["kept"] = self._kept(rights)
        return rights

    @api.model
    def _kept(self, rights):
        """The current user's duties, limited to their clearance.

        :param dict rights: as :meth:`_rights` returns them
        :return: tuples of company, the profiles of the levels that the user is cleared for, and
            ids by the record field that they limit. Duties with one and the same limit are joined
        :rtype: list(tuple)
        """
        user = self.env["res.users"].browse(self.env.uid)
        if not rights["kept"] or user.has_group(ARCHIVIST) or not user.has_group(KEEPER):
            return []
        names = self.env["property.archive.duty"]._limit_fields()
        single, several = {}, []
        for company, *limits in rights["kept"]:
            limits = {name: ids for name, ids in zip(names, limits, strict=True) if ids is not None}
            if company not in rights["cleared"] or not limits:
                continue
            if len(limits) == 1:
                ((name, ids),) = limits.items()
                single.setdefault((company, name), set()).update(ids)
            else:
                several.append((company, limits))
        duties = [(company, {name: sorted(ids)}) for (company, name), ids in single.items()]
        return [
            (company, rights["cleared"][company], limits) for company, limits in duties + several
        ]
