from odoo import api, models

from ...http import is_superuser_session


class PropertyArchiveMentionMixin(models.AbstractModel):
    """Odoo's rows that speak of any document, by its model and id (requirement B4).

    Odoo lets author, recipients and whoever a task is given to read such a row whatever
    became of their right to the document; here the document's rule is asked every time.
    """

    _name = "property.archive.mention.mixin"
    _description = "Speaks of a Document of the Archive"

    #: Name of the field with the model of the document; its id is in ``res_id``.
    _mention_model = "res_model"

    @api.model
    def _archive_is_closed(self, model):
        """Whether what is said about documents of a model is for those who see them.

        :param str model: name of any model
        """
        if is_superuser_session():
            return (model or "").startswith("property.archive.")
        return getattr(self.pool.models.get(model), "_archive_closed_mentions", False)

    def _archive_hidden(self):
        """Rows on confidential documents that the current user does not see (any more)."""
        rows = self.sudo().filtered(
            lambda row: row.res_id and self._archive_is_closed(row[self._mention_model])
        )
        return rows._archive_closed().sudo(False)

    def _archive_shown(self, query):
        """A query without the rows that are hidden from the current user."""
        if self.env.su and not is_superuser_session():
            return query
        found = self.browse(query.get_result_ids())
        hidden = found._archive_hidden()
        return (found - hidden)._as_query() if hidden else query

    def _archive_unnamed(self):
        """Rows of a form, not saved yet, on documents the user does not see.

        Odoo names the document as superuser, and a form may say any model and id.
        """
        return self.filtered(
            lambda row: (
                not row.id
                and row.res_id
                and (row[self._mention_model] or "").startswith("property.archive.")
            )
        )._archive_closed()

    def _archive_closed(self):
        """Those of these rows, which speak of documents of the archive, that are closed."""
        if is_superuser_session():
            return self
        closed = self.browse()
        for model, batch in self.grouped(self._mention_model).items():
            documents = self.env[model].sudo(False).browse(batch.mapped("res_id")).exists()
            visible = set(documents._filtered_access("read").ids)
            closed |= batch.filtered(lambda row, visible=visible: row.res_id not in visible)
        return closed
