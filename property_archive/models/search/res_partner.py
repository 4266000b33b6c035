import re
import unicodedata

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...fields import ensure_ngrams, ngrams, ngrams_domain

#: The country code of China: telephone numbers are written with or without it.
_COUNTRY_CODE = re.compile(r"^(00)?86(?=1\d{10}$)")


class ResPartner(models.Model):
    """How the search box finds contacts (requirement G3)."""

    _inherit = "res.partner"

    _archive_name_idx = models.Index("USING gin (property_archive_ngrams(name))")
    _archive_phone_idx = models.Index(
        r"USING gin (property_archive_ngrams(regexp_replace(phone, '\D', '', 'g')))"
        " WHERE phone IS NOT NULL"
    )

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    @api.model
    def _archive_word_domain(self, word):
        """Domain of the contacts that match a search word, or None.

        A telephone number matches in any spelling, completely or from seven digits on; four to six
        digits match the end of a number.

        :param str word: without spaces; a word that is too short matches nobody, because half of
            all names would match and no index helps
        """
        arms = []
        if ngrams(word, letters=not self.pool.has_unaccent):
            arms.append(ngrams_domain("name", word) & Domain("name", "ilike", word))
        typed = unicodedata.normalize("NFKC", word)
        digits = _COUNTRY_CODE.sub("", re.sub(r"[\s()+./—–-]", "", typed))
        if re.fullmatch(r"\d{4,}", digits) and (digits == typed or len(digits) >= 7):
            arms.append(self._archive_phone_domain(digits))
        return Domain.OR(arms) if arms else None

    @api.model
    def _archive_phone_domain(self, digits):
        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, "phone", query)
            number = SQL(r"regexp_replace(%s, '\D', '', 'g')", column)
            pattern = f"%{digits}%" if len(digits) >= 7 else f"%{digits}"
            return SQL(
                "(%s IS NOT NULL AND property_archive_ngrams(%s) @> %s AND %s LIKE %s)",
                column,
                number,
                ngrams(digits),
                number,
                pattern,
            )

        return Domain.custom(to_sql=to_sql)
