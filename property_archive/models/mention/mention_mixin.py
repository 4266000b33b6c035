from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, Query, ormcache

from ...http import is_superuser_session


class PropertyArchiveMentionMixin(models.AbstractModel):
    """Odoo's models that refer to any document by its model and id (requirement B4).

    Odoo lets the author, the recipients and the assignee read such a row even after they lost
    access to the document; here the document's access rule is checked each time.
    """

    _name = "property.archive.mention.mixin"
    _description = "Speaks of a Document of the Archive"

    #: Name of the field with the document's model; the document's id is in ``res_id``.
    _mention_model = "res_model"

    @api.model
    def _archive_is_closed(self, model):
        """Whether rows about documents of a model are only visible to users who see them.

        :param str model: name of any model
        """
        if is_superuser_session():
            return (model or "").startswith("property.archive.")
        return getattr(self.pool.models.get(model), "_archive_closed_mentions", False)

    @api.model
    @ormcache()
    def _archive_closed_models(self):
        """Names of the models whose access rules also apply to rows about their documents."""
        return tuple(
            name
            for name, model in self.pool.models.items()
            if getattr(model, "_archive_closed_mentions", False)
        )

    def _archive_hidden(self):
        """Those of these rows whose document the current user cannot see (any more)."""
        # only the fields needed: a message may be long
        self.flush_recordset([self._mention_model, "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s, res_id FROM %s WHERE id = ANY(%s) AND res_id > 0",
                SQL.identifier(self._mention_model),
                self._table_sql,
                [row_id for row_id in self._ids if row_id],
            )
        )
        mentions = {
            self.browse(row_id): (name, document_id)
            for row_id, name, document_id in rows
            if self._archive_is_closed(name)
        }
        return self._archive_closed(mentions)

    @api.model
    def _archive_shown(self, domain):
        """Add a condition to a domain that excludes the rows hidden from the current user.

        It is part of the search query, so no rows are loaded for it. Domains that can only match
        rows about other models, as in most searches, are returned unchanged.

        :param domain: search domain
        :rtype: odoo.fields.Domain
        """
        domain, closed = Domain(domain), self._archive_closed_models()
        if is_superuser_session():
            return domain & (
                Domain(self._mention_model, "not =like", "property.archive.%")
                | Domain("res_id", "in", [0, False])
            )
        if self.env.su or not self._archive_may_mention(domain, closed):
            return domain

        def to_sql(model, alias, query):
            name = model._field_to_sql(alias, self._mention_model, query)
            document = model._field_to_sql(alias, "res_id", query)
            shown = [
                SQL("%s IS NULL", name),
                SQL("%s <> ALL (%s)", name, list(closed)),
                SQL("COALESCE(%s, 0) = 0", document),
            ]
            for confidential in closed:
                documents = self.env[confidential].sudo(False).with_context(active_test=False)
                if documents.has_access("read"):
                    seen = documents._search(Domain.TRUE)
                    seen.add_where(SQL("%s = %s", SQL.identifier(seen.table, "id"), document))
                    exists = seen.select(SQL("1"))
                    shown.append(SQL("%s = %s AND EXISTS (%s)", name, confidential, exists))
            return SQL("((%s))", SQL(") OR (").join(shown))

        return domain & Domain.custom(to_sql=to_sql)

    @api.model
    def _archive_may_mention(self, domain, closed):
        """Whether a domain can match rows about documents of these models."""
        parts = domain.children if isinstance(domain, DomainAnd) else [domain]
        for part in parts:
            if isinstance(part, DomainCondition) and part.field_expr == self._mention_model:
                if part.operator == "=":
                    return part.value in closed
                if part.operator == "in" and not isinstance(part.value, (SQL, Query)):
                    return not set(closed).isdisjoint(part.value)
        return True

    def _archive_unnamed(self):
        """Unsaved rows of a form about documents that the user cannot see.

        Odoo reads the document's name as superuser, and a form may contain any model and id.
        """
        return self._archive_closed(
            {
                row: (row[self._mention_model], row.res_id)
                for row in self
                if not row.id
                and row.res_id
                and (row[self._mention_model] or "").startswith("property.archive.")
            }
        )

    @api.model
    def _archive_closed(self, mentions):
        """Those of some rows whose archive documents are hidden from the user.

        :param dict mentions: model name and id of the document, by row
        """
        asked, visible = {}, set()
        if not is_superuser_session():
            for name, document_id in mentions.values():
                asked.setdefault(name, set()).add(document_id)
        for name, ids in asked.items():
            documents = self.env[name].sudo(False).browse(ids).exists()
            visible.update((name, seen_id) for seen_id in documents._filtered_access("read").ids)
        return self.browse().union(
            *(row for row, mention in mentions.items() if mention not in visible)
        )
