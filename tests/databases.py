"""Databases of the tests that make their own."""

import subprocess

_END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = '{}' AND usename = current_user AND backend_type = 'client backend'"""


def drop_database(name):
    """Drop a database with the connections that a test left open.

    ``dropdb --force`` is refused while PostgreSQL happens to be vacuuming there: it would end that
    process too, which only its own role may. Without it the server ends it by itself.

    :param str name: of the database, which may be gone already
    """
    subprocess.run(["psql", "-qX", "-d", "postgres", "-c", _END.format(name)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    subprocess.run(["dropdb", "--if-exists", name], check=True)
