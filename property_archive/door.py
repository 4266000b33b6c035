"""The checks around public methods: a caller's mistake becomes a clear message (B6).

Over RPC any user can call any public method with any arguments. Odoo passes them on unchecked, and
a wrong one ends in a traceback. Here the arguments are checked before the call, and if the call
still fails, the message names the method and the wrong argument.
"""

import functools
import inspect
import logging

import psycopg2
from psycopg2.errors import ReadOnlySqlTransaction
from werkzeug.exceptions import HTTPException

from odoo.exceptions import (
    AccessDenied,
    ConcurrencyError,
    RedirectWarning,
    UserError,
    ValidationError,
)
from odoo.http import SessionExpiredException
from odoo.models import BaseModel

from .arguments import certainly_wrong, context_fault, find_fault, is_id, shown, structure_fault
from .http import is_superuser_session
from .trouble import trouble

_logger = logging.getLogger(__name__)
#: Exceptions that have a message for the user already, or that make Odoo retry.
_SAID = (
    UserError,
    AccessDenied,
    RedirectWarning,
    HTTPException,
    SessionExpiredException,
    ConcurrencyError,
    ReadOnlySqlTransaction,
    psycopg2.IntegrityError,
)
#: The message of Odoo when a method is called on more than one record.
_SINGLE = "Expected singleton: "
#: Odoo's own methods that change records.
_CHANGES = frozenset(("create", "write", "unlink"))
#: Arguments that hold field values; their structure is checked before the call.
_VALUES = ("vals", "vals_list")


class Door:
    """A descriptor that checks calls of a public method from outside.

    For RPC, Odoo takes the method from the class; code takes it from a record. Only calls through
    the class are checked.

    :param type owner: registry class that has the method
    :param str name: of the method
    """

    __slots__ = ("guarded", "name", "owner")

    def __init__(self, owner, name):
        self.owner, self.name, self.guarded = owner, name, None

    def __get__(self, record, cls=None):
        if record is not None:
            return getattr(super(self.owner, record), self.name)
        if self.guarded is None:
            self.guarded = _guard(getattr(super(self.owner, self.owner), self.name))
        return self.guarded


def public_methods(cls):
    """Names of the methods that can be called over RPC and are not checked yet.

    :param type cls: class of the registry
    :rtype: list(str)
    """
    found = {}
    for parent in reversed(cls.__mro__):
        found.update(vars(parent))
    return [
        name
        for name, value in found.items()
        if not name.startswith("_")
        and inspect.isfunction(value)
        and not getattr(value, "_api_private", False)
    ]


def hang_doors(cls, names):
    """Add the checks to methods of a class.

    :param type cls: class of the registry
    :param names: names of the methods
    """
    for name in names:
        setattr(cls, name, Door(cls, name))


def _guard(method):
    """Wrap a method with the checks."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def guarded(records, *args, **kwargs):
        if not isinstance(records, BaseModel):
            return method(records, *args, **kwargs)
        if method.__name__ in _CHANGES and is_superuser_session():
            # access first: without it, nothing is said about the arguments
            records._refuse_superuser(method.__name__)
        arguments = _bind(records, method, signature, args, kwargs)
        try:
            answer = method(records, *args, **kwargs)
            # flush: a constraint of the database fails here and not when the request ends
            records.env.flush_all()
        except _SAID:
            raise
        except Exception as error:
            if said := trouble(records.env, error):
                raise said from None
            if isinstance(error, psycopg2.OperationalError):
                raise  # a serialization failure: Odoo retries
            raise _unfit(records, method, arguments, error) from None
        return answer

    return guarded


def _bind(records, method, signature, args, kwargs):
    """Bind the arguments to their names.

    :raise ValidationError: when there are too many or too few, an id is invalid, or an argument is
        certainly wrong
    """
    fault = context_fault(records.env.context)
    if fault:
        # too broken to be quoted in the message
        raise _wrong(records.with_context({}), method, *fault)
    # read it now, while the database still answers: the error message needs it
    str(records.env.lang)
    for record_id in records._ids:
        if record_id and not is_id(record_id):
            raise _wrong(records, method, "ids", record_id, records.env._("a list of ids"))
    try:
        bound = signature.bind(records, *args, **kwargs)
    except TypeError:
        names = [str(each) for each in list(signature.parameters.values())[1:]]
        raise ValidationError(
            records.env._(
                "%(method)s takes these arguments: %(arguments)s. Given were %(count)s and"
                " %(names)s.",
                method=f"{records._name}.{method.__name__}",
                arguments=", ".join(names) or "–",
                count=len(args),
                names=", ".join(map(str, kwargs)) or "–",
            )
        ) from None
    arguments = dict(list(bound.arguments.items())[1:])
    ours = method.__name__.startswith("action_")
    for name, value in arguments.items():
        fault = None
        if ours and (expected := certainly_wrong(name, value)):
            fault = name, value, expected
        elif name in _VALUES and method.__name__ in ("create", "write"):
            fault = structure_fault(records, name, value)
        if fault:
            raise _wrong(records, method, *fault)
    return arguments


def _wrong(records, method, name, value, expected):
    return ValidationError(
        records.env._(
            "%(method)s: “%(argument)s” has to be %(expected)s, and not %(value)s.",
            method=f"{records._name}.{method.__name__}",
            argument=name,
            expected=expected,
            value=shown(value),
        )
    )


def _unfit(records, method, arguments, error):
    """Build the message for a call that failed: it names the wrong argument, if one is found.

    If none is found, it may be a bug of the archive: the traceback is in the server log.
    """
    if isinstance(error, ValueError) and str(error).startswith(_SINGLE):
        return ValidationError(
            records.env._(
                "%(method)s is for one document at a time: it was called for %(count)s.",
                method=f"{records._name}.{method.__name__}",
                count=len(records),
            )
        )
    try:
        for name, value in arguments.items():
            fault = find_fault(records, name, value)
            if fault:
                return _wrong(records, method, *fault)
    except Exception:  # noqa: BLE001 (nonsense may break the search for it too)
        _logger.debug("the arguments cannot be looked at", exc_info=True)
    _logger.warning(
        "%s.%s cannot work with its arguments", records._name, method.__name__, exc_info=error
    )
    given = ", ".join(f"{name}={shown(value)}" for name, value in arguments.items())
    return ValidationError(
        records.env._(
            "%(method)s cannot work with what it was given: %(arguments)s. Nothing was done.",
            method=f"{records._name}.{method.__name__}",
            arguments=given or "–",
        )
    )
