from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models

#: Fields that only name, number or order. Rights, duties or terms follow from all others.
_PLAIN_FIELDS = frozenset(
    ("name", "code", "sequence", "numbering_pattern", "item_order", "shelf_order", "parent_path")
)


class PropertyArchiveCategory(models.Model):
    """Rights, duties and terms follow from a category: its changes are logged and told (B6)."""

    _inherit = "property.archive.category"
    #: Changes are reported, as those of levels.
    _archive_told = True

    @api.model
    def _deciding_fields(self):
        """Names of the fields that decide about rights, duties and terms: changes are logged.

        Its rows, such as the checklist, are compared by :meth:`_row_facts`.

        :rtype: set(str)
        """
        return {
            name
            for name, field in self._fields.items()
            if (field.store or field.company_dependent)
            and not (field.readonly or field.compute)
            and field.type not in ("one2many", "text", "html", "binary")
        } - _PLAIN_FIELDS

    def write(self, vals):
        names = sorted(self._deciding_fields() & set(vals))
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        if "subject_reads" in names:
            self.env["res.users"]._archive_forget_rights()
        return result

    def _row_facts(self):
        """Hook: what the rows of this category decide, to be compared and logged.

        :return: for each one2many what its rows say
        :rtype: dict
        """
        self.invalidate_recordset(["piece_ids"])
        names = [
            name
            for name, field in self.piece_ids._fields.items()
            if field.store and field.type == "boolean"
        ]
        return {
            "piece_ids": {
                str(piece.id): [name for name in names if piece[name]] for piece in self.piece_ids
            }
        }

    @contextmanager
    def _deciding(self):
        """Context manager: log and report the changes of the rows of these categories (A6, B6)."""
        categories = self.sudo().exists()
        code = self.env.uid == SUPERUSER_ID or not self.env.registry.ready
        before = {} if code else {category: category._row_facts() for category in categories}
        yield
        for category, old in before.items():
            for name, new in category._row_facts().items():
                if new != old[name]:
                    self.env["property.archive.log"]._alarm(
                        "decision_rule_changed",
                        category,
                        field=name,
                        **self._only_changed(old[name], new),
                    )

    @api.model
    def _only_changed(self, before, after):
        """The values before and after of those rows that differ."""
        if isinstance(after, dict):
            same = {key for key in before if before[key] == after.get(key)}
            before, after = (
                {key: value for key, value in facts.items() if key not in same}
                for facts in (before, after)
            )
        return {"before": before, "after": after}
