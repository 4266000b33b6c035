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
    return find_by_codes(records, name, [code], domain)[code]


def find_by_codes(records, name, codes, domain=Domain.TRUE):
    """What bears each of these codes, in as many queries as for one.

    :param codes: what was read; the other parameters as in :func:`find_by_code`
    :return: one record, or none, by code as it was read
    :rtype: dict
    """
    domain = Domain(domain)
    wanted = {code: (code or "").strip() for code in codes}
    found = dict.fromkeys(wanted, records.browse())
    if not (exact := set(filter(None, wanted.values()))):
        return found
    by_code = _bearers(records, name, exact, domain)
    if left := exact - by_code.keys():
        if not records.env.su:
            # what is not for who looks is there, and another one is not it
            left -= _bearers(records.sudo(), name, left, domain).keys()
        by_form = _bearers_of_forms(records, name, {code_form(code) for code in left}, domain)
        by_code.update((code, by_form.get(code_form(code), ())) for code in left)
    ids = [res_ids[0] for res_ids in by_code.values() if res_ids]
    for code, stripped in wanted.items():
        if res_ids := by_code.get(stripped):
            found[code] = records.browse(res_ids[0]).with_prefetch(ids)
    return found


def _bearers(records, name, codes, domain):
    """Ids of what bears exactly one of these codes, by code, in the order of the model."""
    by_code = {}
    for record in records.search_fetch(Domain(name, "in", list(codes)) & domain, [name]):
        by_code.setdefault(record[name], []).append(record.id)
    return by_code


def _bearers_of_forms(records, name, forms, domain):
    """The id of what alone bears one of these forms, in a list, by form."""
    if not forms:
        return {}

    def to_sql(model, alias, query):
        form = SQL(CODE_FORM.format("%s"), model._field_to_sql(alias, name, query))
        return SQL("%s = ANY(%s)", form, list(forms))

    query = records._search(Domain.custom(to_sql=to_sql) & domain)
    form = SQL(CODE_FORM.format("%s"), records._field_to_sql(query.table, name, query))
    by_form = {}
    for res_id, found in records.env.execute_query(
        query.select(SQL.identifier(query.table, "id"), form)
    ):
        by_form.setdefault(found, []).append(res_id)
    return {found: ids for found, ids in by_form.items() if len(ids) == 1}
