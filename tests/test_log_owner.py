"""The log belongs to a database role that Odoo's is not: by ``setup/log-owner`` (B6)."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from .databases import drop_database
from .story_server import TEMPLATE
from .upgrade import ROOT, query, run_odoo

BASE = ["property_archive"]
#: Whoever has Odoo's own connection tries these.
ATTACKS = """
UPDATE property_archive_log SET detail = 'x'
DELETE FROM property_archive_log
TRUNCATE property_archive_log
ALTER TABLE property_archive_log DISABLE TRIGGER ALL
ALTER TABLE property_archive_log_seal DISABLE TRIGGER ALL
ALTER TABLE property_archive_log_head DISABLE TRIGGER ALL
DROP TABLE property_archive_log CASCADE
DROP TABLE property_archive_log_seal
ALTER TABLE property_archive_log RENAME TO other
DELETE FROM property_archive_log_seal
UPDATE property_archive_log_seal SET hash = 'x'
UPDATE property_archive_log_head SET hash = 'x'
DELETE FROM property_archive_log_head
DROP FUNCTION property_archive_refuse() CASCADE
CREATE OR REPLACE FUNCTION property_archive_refuse() RETURNS trigger LANGUAGE sql AS ''
CREATE RULE x AS ON INSERT TO property_archive_log DO INSTEAD NOTHING
SET session_replication_role = replica
SET ROLE property_archive_log
ALTER SCHEMA public RENAME TO other
DROP SCHEMA public CASCADE
""".strip().splitlines()
_WORK = """
log, seal = env["property.archive.log"], env["property.archive.log.seal"]
log._log("exported", env["res.company"].search([], limit=1))
seal._seal_all()
env.cr.commit()
assert not seal._verify()["errors"]
print("OWNER", env["res.config.settings"].create({}).archive_log_owner)
"""


def log_owner(what, db, user=None):
    """Run the script as an administrator of the server: the private one's, or ``PG_ADMIN``."""
    admin = user or os.environ.get("PG_ADMIN", "pgadmin")
    return subprocess.run(
        [Path(ROOT, "setup", "log-owner"), what, db],
        env={**os.environ, "PGUSER": admin},
        capture_output=True,
        text=True,
        check=False,
    )


def work(db):
    """Write events, seal and verify, as jobs do; what the settings show."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", db, "--no-http"],
        input=_WORK,
        env={**os.environ, "ODOO_RC": os.environ["STORY_RC"], "PGOPTIONS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OWNER" in done.stdout, done.stderr[-3000:]
    return done.stdout.split("OWNER")[1].split()[0]


@pytest.fixture(scope="module")
def db():
    name = f"pa_story_{uuid.uuid4().hex[:8]}"
    subprocess.run(["createdb", "-T", TEMPLATE, name], check=True)
    try:
        run_odoo(name, "-u", os.environ["STORY_RC"], BASE)
        work(name)
        yield name
    finally:
        drop_database(name)


def test_the_log_is_kept_from_odoos_own_connection(db):
    refused = log_owner("on", db, query(db, "SELECT current_user")[0][0])
    assert refused.returncode and "administers the server" in refused.stderr
    for _time in range(2):  # what is done already costs nothing
        done = log_owner("on", db)
        assert done.stdout.startswith("on:"), done.stderr
    connection = psycopg2.connect(dbname=db)
    for attack in ATTACKS:
        with pytest.raises(InsufficientPrivilege), connection.cursor() as cursor:
            cursor.execute(attack)
            pytest.fail(attack)
        connection.rollback()
    connection.close()
    # people work on, and an update of the addon finds nothing to do
    assert work(db) == "apart"
    problems = run_odoo(db, "-u", os.environ["STORY_RC"], BASE)
    assert not [line for line in problems if "property_archive_log" in line]
    assert work(db) == "apart"


def test_a_version_that_changes_the_log_says_what_to_do(db):
    assert log_owner("on", db).stdout.startswith("on:")
    change = "ALTER TABLE property_archive_log_seal DROP COLUMN late"
    admin = {**os.environ, "PGUSER": os.environ.get("PG_ADMIN", "pgadmin")}
    subprocess.run(["psql", "-X", "-q", "-d", db, "-c", change], env=admin, check=True)
    with pytest.raises(AssertionError, match="log-owner off"):
        run_odoo(db, "-u", os.environ["STORY_RC"], BASE)
    for _time in range(2):
        assert log_owner("off", db).stdout.startswith("off:")
    run_odoo(db, "-u", os.environ["STORY_RC"], BASE)
    assert work(db) == "same"
