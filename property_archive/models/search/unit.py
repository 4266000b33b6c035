import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...fields import ChineseChar, ensure_ngrams, ngrams, ngrams_domain
from ..scheme.home import plain, search_parts


def search_key(home):
    """Building, entrance and room of a home, each after a dash, as the search compares them.

    :param Home home: as written or in normalised form
    :rtype: str
    """
    return "".join(f"-{part}" for part in search_parts("-".join(home.key()[1:])))


class PropertyArchiveUnit(models.Model):
    """How the search box finds units (requirement G3)."""

    _inherit = "property.archive.unit"

    project = ChineseChar()
    code = ChineseChar()
    search_key = fields.Char(
        compute="_compute_search_key", store=True, help="The home in the form that is looked for."
    )

    _search_key_idx = models.Index("USING gin (property_archive_ngrams(search_key))")
    _project_ngram_idx = models.Index(
        "USING gin (property_archive_ngrams(project)) WHERE project IS NOT NULL"
    )
    _code_ngram_idx = models.Index("USING gin (property_archive_ngrams(code))")

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    @api.depends("building", "unit", "room")
    def _compute_search_key(self):
        for unit in self:
            unit.search_key = search_key(unit._home())

    @api.model
    def _archive_word_domain(self, word):
        """Domain of the units that match a search word, or None.

        The word may be a room, building and room, an entrance with all its rooms, or a full
        address.

        :param str word: as typed
        """
        arms = []
        if ngrams(word) and not re.search(r"\d", word):
            arms.append(Domain("project", "ilike", word))
        parts = search_parts(word)
        # compare the digits as typed: 023 is long enough, though 23 is searched
        typed = re.sub(r"[^0-9A-Z]", "", plain(word))
        if re.search(r"\d", typed) and len(typed) >= (3 if len(parts) == 1 else 2):
            key = "".join(f"-{part}" for part in parts)
            patterns = [f"%{key}"]  # the end of the code, or the whole code
            if len(parts) > 1:
                patterns.append(f"{key}-%")
            if len(parts) > 2:
                patterns.append(f"{key}%")
            arms.append(self._archive_key_domain(key, patterns))
            if len(parts) == 2 and ngrams(f"-{parts[1]}"):
                pattern = f"-{parts[0]}-%-{parts[1]}"
                arms.append(self._archive_key_domain(f"-{parts[1]}", [pattern]))
        return Domain.OR(arms) if arms else None

    @api.model
    def _archive_key_domain(self, part, patterns):
        like = Domain.OR(Domain("search_key", "=like", pattern) for pattern in patterns)
        return ngrams_domain("search_key", part) & like
