"""Server failures become a clear message, and the archive head is told."""

import errno
import logging
from contextlib import contextmanager

import psycopg2

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: Errors of a file store that is full, read-only, broken or not writable.
STORE_ERRORS = frozenset(
    (
        errno.ENOSPC,
        errno.EROFS,
        errno.EDQUOT,
        errno.EIO,
        errno.EACCES,
        errno.EPERM,
        errno.EMFILE,
        errno.EFBIG,
    )
)


@contextmanager
def saying_trouble(env):
    """Context manager for reading and writing files: server failures become a clear message.

    :param odoo.api.Environment env: of the request
    :raise UserError: see :func:`trouble`
    """
    try:
        yield
    except Exception as error:
        if said := trouble(env, error):
            raise said from None
        raise


def _of_the_system(error):
    """The operating system's own message, even when a library wrapped the error."""
    while error is not None:
        if isinstance(error, (OSError, psycopg2.OperationalError, psycopg2.InterfaceError)):
            return error
        first = error.args[0] if error.args else None
        error = first if isinstance(first, Exception) else error.__cause__ or error.__context__
    return None


def trouble(env, error):
    """The message for a failure of the server itself; the archive head is told.

    :param odoo.api.Environment env: of the call
    :param Exception error: from the file system or the database connection
    :return: None when the error is of another kind
    :rtype: odoo.exceptions.UserError
    """
    if isinstance(error, UserError) or (error := _of_the_system(error)) is None:
        return None
    if isinstance(error, OSError):
        if error.errno not in STORE_ERRORS:
            return None
        kind = "store_failed"
        text = env._(
            "The server could not write or read a file (%s). Nothing was done. The archive head"
            " is told: whoever runs the server makes room, or makes the file store writable."
            " Then do it again.",
            error.strerror,
        )
    else:
        if getattr(error, "pgcode", None) and not env.cr.closed:
            return None  # a serialization failure: Odoo retries
        kind = "connection_lost"
        text = env._(
            "The connection to the database was lost. Nothing was done. The archive head is"
            " told. Do it again in a moment."
        )
    _logger.error("%s: %s", kind, error)
    what = getattr(error, "strerror", None) or str(error)
    env["property.archive.guarded"]._archive_tell_trouble(kind, what.strip())
    return UserError(text)
