"""Concurrency: operations of two users at the same moment, of which only one can succeed."""

import contextlib

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger


@contextlib.contextmanager
def made_once(env, what):
    """Create a row that was searched for and not found, unless another transaction does so now.

    A unique index decides. This transaction cannot see what another one created since this one
    began, so Odoo retries the request, which then finds the row. Without this, the second user
    would get an error message for a mistake they did not make.

    :param what: names the row in the server log
    :raise ConcurrencyError: when the row exists already
    """
    try:
        with mute_logger("odoo.sql_db"), env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(what) from error


def claim_rows(records, condition=None):
    """Lock rows in the order of their ids and write them, so that a later transaction retries.

    A transaction sees the database as it was when it began. Waiting for a lock does not change
    that: it then sees the new values of the locked row, but nothing else that the other transaction
    did. An operation that decides on *other* rows (the signatures of a document, the requests that
    wait for a record, the boxes in a place) must therefore write the row they have in common.
    PostgreSQL then refuses the later transaction, and Odoo retries it.

    This is the only way to claim a row; models of the archive call ``_claim_rows``. A transaction
    that inserts rows with a foreign key to the claimed rows does not wait.

    :param records: of any model with its own table
    :param odoo.tools.SQL condition: selects the rows, when they are not exactly ``records``
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
        # a retry is no error: Odoo retries and logs it
        log_exceptions=False,
    )


def tell_growth(records):
    """Refresh the planner statistics after a transaction made a table many times larger.

    PostgreSQL checks foreign keys with a plan made when the table was nearly empty, which reads the
    whole table: importing ten thousand records took minutes. A table that was not nearly empty
    before needs nothing.

    :param records: the records just created
    """
    cr, table = records.env.cr, records._table
    records.flush_model()
    cr.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (table,))
    if len(records) > 2 * cr.fetchone()[0]:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
