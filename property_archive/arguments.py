"""What the arguments of a public method have to be, and which of them is not.

Whoever calls over RPC sends what JSON can say. What Odoo's methods and ours take is known by
the names of their arguments; what a field takes is known by its type.
"""

from odoo.fields import Domain
from odoo.tools import LazyTranslate

# a module has no environment: these are translated when they are said
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: The largest id and number that PostgreSQL keeps in a column of ours.
MOST = 2**31 - 1
#: So much of a value is shown to who sent it.
_SHOWN = 60

_TEXT = _lt("a text")
_NUMBER = _lt("a number")
_FLAG = _lt("true or false")
_ID = _lt("an id")
_IDS = _lt("a list of ids")
_NAMES = _lt("a list of names of fields")
_DOMAIN = _lt("a condition: a list of [field, operator, value]")
_VALUES = _lt("values by names of fields")
_VALUES_LIST = _lt("a list of values by names of fields")
_SPECIFICATION = _lt("what to read, by names of fields")
_ROWS = _lt("a list of rows")
_DAY = _lt("a day, as 2024-12-31")
_COMMANDS = _lt("a list of ids or commands")

_TEXT_ARGUMENTS = frozenset(
    "order orderby name operator load field_name key reason note result code decision full_name"
    " consequence image role body subject view_type operation help_message summary feedback"
    " borrower_signature archivist_signature message_type group_by source_lang".split()
)
_NUMBER_ARGUMENTS = frozenset(("offset", "limit", "count_limit"))
_FLAG_ARGUMENTS = frozenset(
    "lazy temporary digital raise_exception auto_unfold only_automated".split()
)
_NAMES_ARGUMENTS = frozenset(
    "fields field_names fields_to_export allfields groupby aggregates".split()
)
_DOMAIN_ARGUMENTS = frozenset(("domain", "having", "additional_domain"))
_VALUES_ARGUMENTS = frozenset(("vals", "values", "default"))
_SPECIFICATION_ARGUMENTS = frozenset(("specification", "fields_spec"))


def is_number(value):
    """Whether something is a whole number that a column holds, and not a flag."""
    return isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST


def is_id(value):
    """Whether something can be the id of a record."""
    return is_number(value) and value > 0


def shown(value):
    """A value as its sender knows it again, shortened.

    :rtype: str
    """
    try:
        text = repr(value)
    except (RecursionError, ValueError):
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def context_fault(context):
    """What in the context of a call is not what Odoo takes.

    :param dict context: of the call
    :return: path, value and what is expected; nothing where it is right
    """
    for name in ("lang", "tz"):
        value = context.get(name)
        if value and not isinstance(value, str):
            return f"context.{name}", value, _TEXT
    companies = context.get("allowed_company_ids")
    if companies and not (isinstance(companies, (list, tuple)) and all(map(is_id, companies))):
        return "context.allowed_company_ids", companies, _IDS
    return None


def certainly_wrong(name, value):
    """What an argument of one of our own operations has to be, where it is not that.

    :param str name: of the argument
    :param value: what was sent
    :return: nothing where it is right, or may be
    """
    if value is None or value is False:
        return None
    if name in _TEXT_ARGUMENTS:
        return None if isinstance(value, (str, bytes)) else _TEXT
    if name in _FLAG_ARGUMENTS:
        return None if isinstance(value, (bool, int)) else _FLAG
    if name.endswith("_ids"):
        right = isinstance(value, (list, tuple)) and all(map(is_id, value))
        return None if right else _IDS
    if name.endswith("_id"):
        return None if is_id(value) else _ID
    return None


def wrong_value(field, value):
    """What a field takes, where a value for it is something else.

    :param odoo.fields.Field field: of the model
    :param value: for ``create`` or ``write``
    :return: nothing where it is right
    """
    if value is None or value is False:
        return None
    kind = field.type
    if kind in ("char", "text", "html", "selection", "reference"):
        return None if isinstance(value, str) and "\x00" not in value else _TEXT
    if kind in ("integer", "float", "monetary", "many2one_reference"):
        right = isinstance(value, float) and kind in ("float", "monetary")
        return None if right or is_number(value) else _NUMBER
    if kind == "boolean":
        return None if isinstance(value, (bool, int)) else _FLAG
    if kind == "many2one":
        return None if is_id(value) else _ID
    if kind in ("one2many", "many2many"):
        return None if isinstance(value, (list, tuple)) else _COMMANDS
    if kind in ("date", "datetime"):
        try:
            field.to_date(value) if kind == "date" else field.to_datetime(value)
        except (TypeError, ValueError, AttributeError):
            return _DAY
    if kind == "binary":
        return None if isinstance(value, (str, bytes)) else _TEXT
    return None


def structure_fault(model, name, value):
    """Where values hold a list or a dict for a field of one value.

    :param model: recordset of the model
    :param str name: of the argument
    :param value: what was sent for ``vals`` or ``vals_list``
    :return: path, value and what is expected; nothing where the structure is right
    """
    rows = value if isinstance(value, (list, tuple)) and name == "vals_list" else [value]
    for vals in rows:
        if not isinstance(vals, dict):
            return name, vals, _VALUES_LIST if name == "vals_list" else _VALUES
        for key, given in vals.items():
            field = model._fields.get(key) if isinstance(key, str) else None
            if field is None or not isinstance(given, (dict, list, tuple)):
                continue
            if field.type not in ("one2many", "many2many", "properties", "json", "serialized"):
                if field.type == "properties_definition":
                    continue
                return f"{name}.{key}", given, wrong_value(field, given) or _TEXT
    return None


def find_fault(model, name, value):
    """What is wrong with an argument, looked for once a call has failed.

    :param model: recordset of the model
    :param str name: of the argument
    :param value: what was sent
    :return: path, value and what is expected; nothing where it looks right
    """
    if isinstance(value, str) and "\x00" in value:
        return name, value, _TEXT
    if name in _VALUES_ARGUMENTS or name == "vals_list":
        return structure_fault(model, name, value) or _values_fault(model, name, value)
    if name in _SPECIFICATION_ARGUMENTS:
        return _specification_fault(model, name, value)
    if name in _NAMES_ARGUMENTS:
        return _names_fault(model, name, value)
    if name in _DOMAIN_ARGUMENTS:
        return None if value in (None, False, []) else _domain_fault(model, name, value)
    if name in _NUMBER_ARGUMENTS:
        right = value is None or value is False or (is_number(value) and value >= 0)
        return None if right else (name, value, _NUMBER)
    if name == "data":
        right = isinstance(value, (list, tuple)) and all(
            isinstance(row, (list, tuple)) for row in value
        )
        return None if right else (name, value, _ROWS)
    if name == "order" and isinstance(value, str):
        return _names_fault(model, name, [part.split()[0] for part in value.split(",") if part])
    expected = certainly_wrong(name, value)
    return (name, value, expected) if expected else None


def _values_fault(model, name, value):
    for vals in value if isinstance(value, (list, tuple)) else [value]:
        for key, given in vals.items():
            field = model._fields.get(key)
            if field is None:
                return name, key, _NAMES
            expected = wrong_value(field, given)
            if expected:
                return f"{name}.{key}", given, expected
    return None


def _names_fault(model, name, value):
    if value is None or value is False:
        return None
    for item in [value] if isinstance(value, str) else _items(value):
        if not isinstance(item, str):
            return name, item, _NAMES
        first = item.replace(":", ".").replace("/", ".").split(".")[0]
        if first not in model._fields and first not in ("__count", "id"):
            return name, item, _NAMES
    return (name, value, _NAMES) if not isinstance(value, (str, list, tuple)) else None


def _specification_fault(model, name, value):
    if not isinstance(value, dict):
        return name, value, _SPECIFICATION
    for key, below in value.items():
        if key not in model._fields or not isinstance(below, dict):
            return name, key if isinstance(below, dict) else below, _SPECIFICATION
    return None


def _domain_fault(model, name, value):
    try:
        Domain(value).validate(model.sudo())
    except Exception:  # noqa: BLE001 (it is Odoo that says what a condition is)
        return name, value, _DOMAIN
    return None


def _items(value):
    return value if isinstance(value, (list, tuple)) else [value]
