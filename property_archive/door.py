"""The door of public methods: a mistake of the caller is a sentence (requirement B6).

Over RPC anybody calls any public method with anything. Odoo passes it on as it comes, and
what cannot be ends in a traceback somewhere inside. Here the call is looked at before it is
made, and what still breaks is said: which argument of which method is wrong.
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
#: What Odoo itself says in a sentence, or begins again.
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
#: How Odoo says that a method is for one record.
_SINGLE = "Expected singleton: "
#: What changes records, by Odoo's own methods.
_CHANGES = frozenset(("create", "write", "unlink"))
#: Arguments that hold values of fields, of which the structure is looked at before.
_VALUES = ("vals", "vals_list")


class Door:
    """A public method as it is called from outside.

    Odoo takes the method from the class to call it over RPC, in each of its ways, and code
    takes it from a record: only the first goes through here.

    :param type owner: class of the registry that the door stands in
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
    """Names of the methods that are called over RPC and have no door yet.

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
    """Put a door before methods of a class.

    :param type cls: class of the registry
    :param names: of its methods
    """
    for name in names:
        setattr(cls, name, Door(cls, name))


def _guard(method):
    """The method with the checks of the door around it."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def guarded(records, *args, **kwargs):
        if not isinstance(records, BaseModel):
            return method(records, *args, **kwargs)
        if method.__name__ in _CHANGES and is_superuser_session():
            # before anything is said about what was sent
            records._refuse_superuser(method.__name__)
        arguments = _bind(records, method, signature, args, kwargs)
        try:
            answer = method(records, *args, **kwargs)
            # what the database refuses is refused here, not when the request ends
            records.env.flush_all()
        except _SAID:
            raise
        except Exception as error:
            if said := trouble(records.env, error):
                raise said from None
            if isinstance(error, psycopg2.OperationalError):
                raise  # two at once: Odoo begins again
            raise _unfit(records, method, arguments, error) from None
        return answer

    return guarded


def _bind(records, method, signature, args, kwargs):
    """The arguments by their names.

    :raise ValidationError: when they are too many or too few, when an id is none, or when
        one is certainly wrong
    """
    fault = context_fault(records.env.context)
    if fault:
        # nothing of it is usable, not even for the sentence
        raise _wrong(records.with_context({}), method, *fault)
    # known while the database answers, for what is said when it does not
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
    """The sentence for a call that failed: by the argument that is wrong, if one is found.

    Where none is, it may be a fault of the archive: the log of the server has the whole of it.
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
