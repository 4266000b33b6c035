"""What goes wrong with the server itself is a sentence, and the archive head hears of it."""

import errno
import logging
from contextlib import contextmanager

import psycopg2

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: A store that is full, read-only, broken or not ours to write.
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
    """What is done inside writes or reads files: trouble of the server is a sentence.

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
    """What the system said, also where a library says it in its own words."""
    while error is not None:
        if isinstance(error, (OSError, psycopg2.OperationalError, psycopg2.InterfaceError)):
            return error
        first = error.args[0] if error.args else None
        error = first if isinstance(first, Exception) else error.__cause__ or error.__context__
    return None


def trouble(env, error):
    """What went wrong with the server itself, in a sentence; the archive head hears of it.

    :param odoo.api.Environment env: of the call
    :param Exception error: of the file system or of the connection to the database
    :return: nothing where it is no such trouble
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
            return None  # two at once: Odoo begins again
        kind = "connection_lost"
        text = env._(
            "The connection to the database was lost. Nothing was done. The archive head is"
            " told. Do it again in a moment."
        )
    _logger.error("%s: %s", kind, error)
    what = getattr(error, "strerror", None) or str(error)
    env["property.archive.guarded"]._archive_tell_trouble(kind, what.strip())
    return UserError(text)
