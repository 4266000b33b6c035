import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...fields import ChineseChar, ensure_ngrams, ngrams, ngrams_domain
from ..scheme.home import plain, search_parts


def search_key(home):
    """Building, entrance and room of a home, each behind a dash, as they are looked for.

    :param Home home: as written or in its form
    :rtype: str
    """
    return "".join(f"-{part}" for part in search_parts("-".join(home.key()[1:])))


class PropertyArchiveUnit(models.Model):
    """Units as the search box of the archive finds them (requirement G3)."""

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
        """Domain of the units somebody may mean with a word, or None.

        A room alone, building and room, an entrance with all its rooms, or the whole.

        :param str word: as typed
        """
        arms = []
        if ngrams(word) and not re.search(r"\d", word):
            arms.append(Domain("project", "ilike", word))
        parts = search_parts(word)
        # by the digits typed: 023 is enough, though it is looked for as 23
        typed = re.sub(r"[^0-9A-Z]", "", plain(word))
        if re.search(r"\d", typed) and len(typed) >= (3 if len(parts) == 1 else 2):
            key = "".join(f"-{part}" for part in parts)
            patterns = [f"%{key}"]  # the end of the code, or all of it
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
