"""Check the arguments of public methods, and find the one that is wrong.

Callers over RPC can send any JSON value. The arguments of Odoo's methods and of ours are checked by
their names, the values of fields by their types.
"""

from odoo.fields import Domain
from odoo.tools import LazyTranslate

# a module has no environment: these are translated when they are shown
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: The largest id and number that fits in our PostgreSQL columns.
MOST = 2**31 - 1
#: The sender is shown at most this many characters of a value.
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
    """Whether a value is an integer that fits in a column, and not a boolean."""
    return isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST


def is_id(value):
    """Whether a value can be the id of a record."""
    return is_number(value) and value > 0


def shown(value):
    """A value shortened for an error message, so that its sender recognises it.

    :rtype: str
    """
    try:
        text = repr(value)
    except (RecursionError, ValueError):
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def context_fault(context):
    """Find the part of a call's context that Odoo does not accept.

    :param dict context: of the call
    :return: path, value and what is expected; None when the context is valid
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
    """Say what an argument of one of our own methods must be, when it certainly is not that.

    :param str name: of the argument
    :param value: what was sent
    :return: None when the argument is valid or may be
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
    """Say what a field accepts, when a value for it is something else.

    :param odoo.fields.Field field: of the model
    :param value: for ``create`` or ``write``
    :return: None when the value is valid
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
    """Find a list or a dict given to a field that takes a single value.

    :param model: recordset of the model
    :param str name: of the argument
    :param value: what was sent for ``vals`` or ``vals_list``
    :return: path, value and what is expected; None when the structure is valid
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
    """Find out what is wrong with an argument, after a call has failed.

    :param model: recordset of the model
    :param str name: of the argument
    :param value: what was sent
    :return: path, value and what is expected; None when it looks valid
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
