"""How a scanned or typed code finds what bears it: one look-up for every desk."""

import unicodedata

from odoo.fields import Domain
from odoo.tools import SQL

#: A code as it is compared where nothing bears exactly the one that was read. The condition
#: of an index: see :func:`find_by_code`.
CODE_FORM = "upper(normalize({}, NFKC))"


def code_form(code):
    """A code without regard to width and case, to compare two.

    :param str code: as it was scanned or typed
    :rtype: str
    """
    return unicodedata.normalize("NFKC", code or "").strip().upper()


def find_by_code(records, name, code, domain=Domain.TRUE):
    """What bears a code: exactly this one first, then one of another width or case.

    Every character of a code is itself: ``_`` and ``%`` are no wildcards. A reader that
    writes full width, or small letters, finds what is meant unless two are.

    :param records: model, in the environment of who looks
    :param str name: the field that holds the code; the model has an index on its
        :data:`CODE_FORM`
    :param str code: what was read
    :param domain: where to look
    :return: one record, or none
    """
    code, domain = (code or "").strip(), Domain(domain)
    if not code:
        return records.browse()
    exact = Domain(name, "=", code) & domain
    if found := records.search(exact, limit=1):
        return found
    if records.sudo().search_count(exact, limit=1):
        return records.browse()  # it is not for who looks, and another one is not it

    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, name, query)
        form = CODE_FORM.format("%s")
        return SQL(f"{form} = {form}", column, code_form(code))

    found = records.search(Domain.custom(to_sql=to_sql) & domain, limit=2)
    return found if len(found) == 1 else records.browse()
