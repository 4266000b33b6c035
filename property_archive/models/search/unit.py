import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain

from ...fields import ChineseChar, ensure_grams, grams, grams_domain

_BETWEEN = re.compile(r"[\s\-‐–—_/\\#·,，、.。%()]+|[栋幢座楼号单元梯室房户]+")


def unit_parts(text):
    """Building, entrance and room as people write them: 3-2-1501, 3栋2单元1501室, 3#1501.

    :rtype: list(str)
    """
    text = unicodedata.normalize("NFKC", text or "").upper()
    return [part for part in _BETWEEN.split(text) if part]


class PropertyArchiveUnit(models.Model):
    """Units as the search box of the archive finds them (requirement G3)."""

    _inherit = "property.archive.unit"

    project = ChineseChar()
    code = ChineseChar()
    search_key = fields.Char(
        compute="_compute_search_key", store=True, help="The code without what is between."
    )

    _search_key_idx = models.Index("USING gin (property_archive_grams(search_key))")
    _project_gram_idx = models.Index(
        "USING gin (property_archive_grams(project)) WHERE project IS NOT NULL"
    )
    _code_gram_idx = models.Index("USING gin (property_archive_grams(code))")

    def _auto_init(self):
        ensure_grams(self.env.cr)
        return super()._auto_init()

    @api.depends("code")
    def _compute_search_key(self):
        for unit in self:
            unit.search_key = "".join(f"-{part}" for part in unit_parts(unit.code))

    @api.model
    def _archive_word_domain(self, word):
        """Domain of the units somebody may mean with a word, or None.

        A room alone, building and room, an entrance with all its rooms, or the whole.

        :param str word: as typed
        """
        arms = []
        if grams(word) and not re.search(r"\d", word):
            arms.append(Domain("project", "ilike", word))
        parts = unit_parts(word)
        if re.search(r"\d", word) and len("".join(parts)) >= (3 if len(parts) == 1 else 2):
            key = "".join(f"-{part}" for part in parts)
            patterns = [f"%{key}"]  # the end of the code, or all of it
            if len(parts) > 1:
                patterns.append(f"{key}-%")
            if len(parts) > 2:
                patterns.append(f"{key}%")
            arms.append(self._archive_key_domain(key, patterns))
            if len(parts) == 2 and grams(f"-{parts[1]}"):
                pattern = f"-{parts[0]}-%-{parts[1]}"
                arms.append(self._archive_key_domain(f"-{parts[1]}", [pattern]))
        return Domain.OR(arms) if arms else None

    @api.model
    def _archive_key_domain(self, part, patterns):
        like = Domain.OR(Domain("search_key", "=like", pattern) for pattern in patterns)
        return grams_domain("search_key", part) & like
