"""What two people make at the same moment, though one of it is enough."""

import contextlib

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger


@contextlib.contextmanager
def made_once(env, what):
    """Make what was looked for and is not there, unless somebody makes it at this moment.

    A unique index decides. What another transaction made since this one began cannot be
    seen from here: the request is run anew, by Odoo itself, and then finds it. Without
    this, whoever comes second is told of a mistake they did not make.

    :param what: names it in the log of the server
    :raise ConcurrencyError: when it is there already
    """
    try:
        with mute_logger("odoo.sql_db"), env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(what) from error
