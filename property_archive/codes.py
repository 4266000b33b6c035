"""Find the record that has a scanned or typed code: one look-up for every desk."""

import unicodedata

from odoo.fields import Domain
from odoo.tools import SQL

#: The form in which codes are compared when no record has exactly the code that was read. It is the
#: expression of an index: see :func:`find_by_code`.
CODE_FORM = "upper(normalize({}, NFKC))"


def code_form(code):
    """Normalise the width and case of a code, to compare two codes.

    :param str code: as it was scanned or typed
    :rtype: str
    """
    return unicodedata.normalize("NFKC", code or "").strip().upper()


def find_by_code(records, name, code, domain=Domain.TRUE):
    """Find the record with a code: the exact code first, then one of another width or case.

    ``_`` and ``%`` are no wildcards here. A scanner that writes full-width or lowercase characters
    still finds the record, unless two records match.

    :param records: model, in the environment of the current user
    :param str name: the field that holds the code; the model has an index on its
        :data:`CODE_FORM`
    :param str code: what was read
    :param domain: restricts the records that are searched
    :return: one record, or none
    """
    return find_by_codes(records, name, [code], domain)[code]


def find_by_codes(records, name, codes, domain=Domain.TRUE):
    """Find the records with these codes, in as many queries as for one code.

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
            # a record with this code exists but the user may not see it: do not return another one
            left -= _bearers(records.sudo(), name, left, domain).keys()
        by_form = _bearers_of_forms(records, name, {code_form(code) for code in left}, domain)
        by_code.update((code, by_form.get(code_form(code), ())) for code in left)
    ids = [res_ids[0] for res_ids in by_code.values() if res_ids]
    for code, stripped in wanted.items():
        if res_ids := by_code.get(stripped):
            found[code] = records.browse(res_ids[0]).with_prefetch(ids)
    return found


def _bearers(records, name, codes, domain):
    """Ids of the records with exactly one of these codes, by code, in the model's order."""
    by_code = {}
    for record in records.search_fetch(Domain(name, "in", list(codes)) & domain, [name]):
        by_code.setdefault(record[name], []).append(record.id)
    return by_code


def _bearers_of_forms(records, name, forms, domain):
    """Ids of the only record that matches a normalised code, in a list, by that code."""
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
