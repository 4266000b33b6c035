"""What two people do at the same moment, though only one of them can."""

import contextlib

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger


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


def claim_rows(records, condition=None):
    """Lock rows in the order of their ids and write them: the later of two begins again.

    A transaction sees the database as it was when it began, and a lock that was waited for
    changes nothing about that: of what the one before did, it shows the row that was locked
    and no other. Where an operation decides on *other* rows, as on the signatures of a
    document, on who waits for a record or on what stands in a place, the row in the middle
    has to be written. PostgreSQL then refuses the later transaction, and Odoo runs it anew.

    The one way to claim a row; on models of the archive through ``_claim_rows``. Whoever
    adds rows that point at these is not made to wait.

    :param records: of any model with a table of its own
    :param odoo.tools.SQL condition: which rows, where it is not just these
    """
    if not records and condition is None:
        return
    records.flush_recordset()
    records.env.cr.execute(
        SQL(
            "UPDATE %(table)s claimed SET id = claimed.id FROM (SELECT id FROM %(table)s WHERE"
            " %(condition)s ORDER BY id FOR NO KEY UPDATE) locked WHERE claimed.id = locked.id",
            table=SQL.identifier(records._table),
            condition=SQL("id = ANY(%s)", records.ids) if condition is None else condition,
        ),
        # beginning again is no error: Odoo does it, and says so
        log_exceptions=False,
    )


def tell_growth(records):
    """Let the database know that a transaction has made a table many times larger.

    It checks what points at a row by a plan of when the table was nearly empty, and reads all
    of it: a register of ten thousand rows took minutes that way. A table that was not empty
    needs nothing.

    :param records: what was made just now
    """
    cr, table = records.env.cr, records._table
    records.flush_model()
    cr.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (table,))
    if len(records) > 2 * cr.fetchone()[0]:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
