from odoo import models


class PropertyArchiveSpecific(models.AbstractModel):
    """Rows of a table of rules, of which the most specific one that fits decides.

    A row names what it holds for; what it leaves empty it holds for in general. The rule
    of a category holds below it as well, and the nearest category counts first.
    """

    _name = "property.archive.specific"
    _description = "Row of a Table of Rules"

    #: Fields that say for what a row holds, the one that counts most first.
    _specific_fields = ()

    def _weight(self, name):
        """How specific this row is by one field: the depth in a tree, else whether it is named.

        :param str name: one of :attr:`_specific_fields`
        """
        value = self[name]
        if hasattr(value, "_path_ids"):
            return len(value._path_ids())
        return bool(value)

    def _most_specific_first(self):
        """These rows, the most specific first; of two alike the one that came first."""
        return self.sorted(
            lambda row: tuple(row._weight(name) for name in row._specific_fields), reverse=True
        )

    def _holds_for(self, **facts):
        """Those of these rows that hold for a case.

        :param facts: what the case is, by field of the row; records of a tree of which one
            lies in what the row names
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
