"""What several people do at the same moment: each waits where the other is just at work."""

import contextlib
import threading
import time
import xmlrpc.client

import psycopg2

DEADLINE = 120


def scalar(server, query, *args):
    """First value of a query on the server's database, with a connection of its own."""
    with _connection(server) as connection, connection, connection.cursor() as cursor:
        cursor.execute(query, args)
        return cursor.fetchone()[0]


def execute(server, statement, *args):
    """Run a statement on the server's database and commit it; how many rows it changed."""
    with _connection(server) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, args)
        return cursor.rowcount


@contextlib.contextmanager
def _connection(server):
    connection = psycopg2.connect(dbname=server.db)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def held(server, statement, args=None):
    """Hold what a statement locks, as somebody would who is at work there."""
    with _connection(server) as holder, holder.cursor() as cursor:
        cursor.execute(statement, args)
        assert cursor.rowcount, "nothing is held"
        yield


def side_by_side(server, rows, calls):
    """Let calls begin side by side: each has begun before the first of them goes on.

    The rows they come to are held here until every call waits, or has ended because it
    does not wait. They wait in the order in which they are given, and go on in it.

    :param tuple rows: statement, and its arguments, that locks what is held
    :param dict calls: what is called, by a name
    :return: the text of the fault each call ended with, None where it ended well, by name
    :rtype: dict(str, str or None)
    """
    outcomes = {}

    def run(name, call):
        try:
            call()
            outcomes[name] = None
        except xmlrpc.client.Fault as fault:
            outcomes[name] = fault.faultString

    threads = []
    with held(server, *rows):
        for name, call in calls.items():
            threads.append(threading.Thread(target=run, args=(name, call)))
            threads[-1].start()
            await_waiting(server, threads)
    for thread in threads:
        thread.join(DEADLINE)
    assert set(outcomes) == set(calls), outcomes
    return outcomes


def await_waiting(server, threads):
    """Return when each of these threads waits for a lock, or is through."""
    deadline = time.monotonic() + DEADLINE
    with _connection(server) as watcher, watcher.cursor() as cursor:
        watcher.autocommit = True
        while True:
            alive = sum(thread.is_alive() for thread in threads)
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND wait_event_type = 'Lock'",
                (server.db,),
            )
            if cursor.fetchone()[0] >= alive:
                return
            assert time.monotonic() < deadline, "a call neither waits nor ends"
