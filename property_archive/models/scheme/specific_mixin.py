from odoo import models


class PropertyArchiveSpecific(models.AbstractModel):
    """Rows of rules, of which the most specific one that fits decides.

    A row applies to what it names; an empty field matches everything. The rule of a category also
    applies to its subcategories, and that of the nearest category comes first.
    """

    _name = "property.archive.specific"
    _description = "Row of a Table of Rules"

    #: Fields that restrict a row, the most important one first.
    _specific_fields = ()

    def _weight(self, name):
        """How specific a row is by one field: its depth in a tree, or whether the field is set.

        :param str name: one of :attr:`_specific_fields`
        """
        value = self[name]
        if hasattr(value, "_path_ids"):
            return len(value._path_ids())
        return bool(value)

    def _most_specific_first(self):
        """Sort these rows by how specific they are; equal ones keep their order."""
        return self.sorted(
            lambda row: tuple(row._weight(name) for name in row._specific_fields), reverse=True
        )

    def _holds_for(self, **facts):
        """Those of these rows that apply to a case.

        :param facts: the values of the case by field name; for a tree, the records of which one
            must lie below the row's value
        """
        facts = {
            name: fact._with_parents() if hasattr(fact, "_with_parents") else fact
            for name, fact in facts.items()
        }
        return self.filtered(
            lambda row: all(row._holds_by(name, fact) for name, fact in facts.items())
        )

    def _holds_by(self, name, fact):
        named = self[name]
        if isinstance(fact, models.BaseModel):
            return not named or named in fact
        return not named or named == fact
