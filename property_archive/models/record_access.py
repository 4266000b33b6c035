from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PropertyArchiveRecord(models.Model):
    """Who sees a record: the one statement of it (requirements B3, B4, B5, B7)."""

    _inherit = "property.archive.record"

    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")
    content_readable = fields.Boolean(compute="_compute_content_readable")

    @api.depends_context("uid")
    def _compute_readable(self):
        visible = self._among(self._readable_domain())
        for record in self:
            record.readable = record.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._readable_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.depends_context("uid")
    def _compute_content_readable(self):
        visible = self._among(self._content_domain())
        for record in self:
            record.content_readable = record.id in visible

    def _among(self, domain):
        """Ids of these records that a domain holds, asked of the database."""
        ids = list(filter(None, self._origin.ids))
        if not ids:
            return set()
        records = self.sudo().with_context(active_test=False)
        return set(records._search(Domain("id", "in", ids) & domain).get_result_ids())

    @api.model
    def _readable_domain(self):
        """Domain of the register entries the current user may see now."""
        rights = self.env["property.archive.access"]._rights()
        if rights["open_register"]:
            # an archivist cleared for every level: only the rule on companies is left
            return Domain("company_id", "in", self.env.user._get_company_ids())
        return (
            Domain("access_id", "in", list({*rights["full"], *rights["register"]}))
            | (
                Domain("access_id", "in", rights["own"])
                & Domain("responsible_id", "in", rights["employees"])
            )
            | Domain("id", "in", rights["records"])
            | self._submitter_domain()
            | self._subject_domain(rights)
        )

    @api.model
    def _content_domain(self):
        """Domain of the records whose content the current user may read now.

        Content of a level that wants a consultation each time opens only with a running
        grant once it is filed; until then for the clerk who submits it and the archivist
        who receives it (B7).
        """
        rights = self.env["property.archive.access"]._rights()
        by_level = Domain("access_id", "in", rights["full"]) | (
            Domain("access_id", "in", rights["own"])
            & Domain("responsible_id", "in", rights["employees"])
        )
        return (
            (by_level & Domain("access_id", "not in", rights["sealed"]))
            | (Domain("access_id", "in", rights["register"]) & Domain("state", "=", "submitted"))
            | Domain("id", "in", rights["contents"])
            | self._submitter_domain()
            | self._subject_domain(rights)
        )

    @api.model
    def _submitter_domain(self):
        """Who works on a record sees it until it is filed; nobody in the portal does."""
        if self.env.user.share:
            return Domain.FALSE
        return Domain("state", "in", ["draft", "submitted"]) & Domain(
            "submitter_id", "=", self.env.uid
        )

    @api.model
    def _subject_domain(self, rights):
        """Employees read their own file of the categories that say so."""
        return Domain("employee_id", "in", rights["employees"]) & Domain(
            "category_id", "in", rights["subject_categories"]
        )

    def _archive_titles(self):
        """Titles of these records for lines of other documents that name them.

        Only of those the current user may read, and a view of each in the log: a list of
        another document is no way around the rule (B4, B6).

        :return: title by record id; a record the user may not read is not in it
        :rtype: dict(int, str)
        """
        readable = self._filtered_access("read")
        self.env["property.archive.log"]._log_read("viewed", readable)
        return {record.id: record.name for record in readable.sudo()}

    # -- logging ----------------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        values = super()._read_format(fnames, load)
        if set(fnames) - {"id", "display_name"}:
            self.env["property.archive.log"]._log_read("viewed", self._origin)
        return values

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        # also what is exported through another document that points here
        self.env["property.archive.log"]._log_read("exported", self)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def onchange(self, values, field_names, fields_spec):
        # on an existing record it answers with its values
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        self.env["property.archive.log"]._log_read("viewed", self)
        return super().copy_data(default)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_not_text(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_not_text(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_not_text(self, spec):
        """Raise when texts of records would be read as groups: no log would say so."""
        if spec.split(":")[0] in ("name", "note", "return_reason") and not self.env.su:
            raise UserError(
                self.env._("Records are not grouped by their texts: open them, or export them.")
            )

    # -- mail -------------------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers and recipients without the right to the record get no mail (B4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self:
            return recipients
        allowed = {
            uid
            for uid in {data["uid"] for data in recipients if data.get("uid")}
            if self.with_user(uid).sudo(False).has_access("read")
        }
        return [data for data in recipients if data.get("uid") in allowed]
