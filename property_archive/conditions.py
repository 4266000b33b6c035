"""SQL conditions of the access statement (B4), and the domains made of them.

Each condition is a function of the columns, or None if it matches no record. They are SQL and not
domains: converting a domain of hundreds of ids takes the ORM longer than the query itself.
"""

from odoo.fields import Domain
from odoo.tools import SQL


def _array(ids):
    """Ids as one array parameter: separate parameters are slower in the driver."""
    return f"{{{','.join(map(str, sorted(ids)))}}}"


def among(name, ids):
    """The condition that a column has one of these ids."""
    if not ids:
        return None
    ids = _array(ids)
    return lambda column: SQL("%s = ANY (%s::integer[])", column(name), ids)


def found_by_id(ids):
    """The condition for ids that the index on ids should find.

    The planner estimates each listed id again for each plan, which takes longer than the search.
    When rows are scanned anyway, listing them is right: the ids become a hash table.
    """
    if not ids:
        return None
    ids = _array(ids)
    return lambda column: SQL("%s = ANY (ARRAY(SELECT unnest(%s::integer[])))", column("id"), ids)


def either(conditions):
    """The condition that one of these is true."""
    conditions = [condition for condition in conditions if condition]
    if not conditions:
        return None
    return lambda column: SQL(
        "((%s))", SQL(") OR (").join(condition(column) for condition in conditions)
    )


def every(conditions):
    """The condition that all of these are true."""
    conditions = list(conditions)
    if not all(conditions):
        return None
    return lambda column: SQL(" AND ").join(condition(column) for condition in conditions)


def less(condition, other):
    """The condition that one is true and another is not."""
    if not (condition and other):
        return condition
    # NULL counts as false
    return lambda column: SQL("%s AND (%s IS NOT TRUE)", condition(column), other(column))


def domain_of(condition, holds=True, by_row=False):
    """Domain of the records that match a condition.

    :param condition: function of the columns, or None
    :param bool holds: false for the records that do not match
    :param bool by_row: write the condition so that no index is used: for a user who sees many
        records a scan is faster, and the planner need not consider each index
    :rtype: odoo.fields.Domain
    """
    if not condition:
        return Domain(not holds)

    def to_sql(model, alias, query):
        sql = condition(lambda name: SQL.identifier(alias, name, to_flush=model._fields[name]))
        if not holds:
            return SQL("((%s) IS NOT TRUE)", sql)
        return SQL("((%s) IS TRUE)", sql) if by_row else SQL("(%s)", sql)

    return Domain.custom(to_sql=to_sql)
