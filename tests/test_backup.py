"""Back-up and restore, done for real, with the scripts of setup/ (requirement G6)."""

import os
import shlex
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg2
import pytest

from odoo.tests.common import get_db_name
from odoo.tools import config

from .databases import drop_database

ROOT = Path(__file__).parent.parent
#: Two filed records with a file each, and a log that is sealed.
FILL = """
import base64
category = env["property.archive.category"].create({
    "name": "Back-up", "code": "BK", "scope": "company",
    "level_id": env.ref("property_archive.level_internal").id,
})
records = env["property.archive.record"]._create_protected([
    {"name": f"Record {n}", "category_id": category.id} for n in (1, 2)
])
for number, record in enumerate(records, start=1):
    piece = env["property.archive.enclosure"].create({"record_id": record.id, "name": "Paper"})
    piece.write({
        "file": base64.b64encode(b"the paper of record %d " % number * 1000),
        "file_name": "paper.txt",
    })
records._file()
env["property.archive.log"]._log("moved", records)
env["property.archive.log.seal"]._seal_batch()
env.cr.commit()
print("CODES", *records.mapped("reference"))
"""


class Server:
    """Databases, files and scripts as an administrator has them."""

    def __init__(self, folder):
        self.folder = folder
        self.filestore = Path(config["data_dir"]) / "filestore"
        odoo = [sys.executable, "-W", "ignore", "-m", "odoo"]
        # without what makes Python write at once: cron has none of it
        self.environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and name != "PYTHONUNBUFFERED"
        }
        self.environ |= {"ODOO_DATA": config["data_dir"], "ODOO": shlex.join(odoo)}
        self.databases = []

    def name(self):
        self.databases.append(f"pa_backup_{uuid.uuid4().hex[:8]}")
        return self.databases[-1]

    def run(self, script, *args, stdin=None):
        command = script if isinstance(script, list) else [ROOT / "setup" / script]
        return subprocess.run(
            [*command, *args],
            cwd=ROOT,
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def backup(self, database):
        done = self.run("backup", database, self.folder)
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())

    def restore(self, backup):
        database = self.name()
        return database, self.run("restore", backup, database)

    def shell(self, database, script):
        odoo = shlex.split(self.environ["ODOO"])
        arguments = ("shell", "-d", database, "--no-http", "--log-level=error")
        done = self.run(odoo, *arguments, stdin=script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, database, statement):
        connection = psycopg2.connect(dbname=database)
        try:
            with connection, connection.cursor() as cr:
                cr.execute(statement)
        finally:
            connection.close()

    def drop(self):
        for database in self.databases:
            drop_database(database)
            shutil.rmtree(self.filestore / database, ignore_errors=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("backups"))
    try:
        yield server
    finally:
        server.drop()


@pytest.fixture(scope="module")
def filled(server):
    """A back-up of a database with filed records, and their codes."""
    database, done = server.restore(server.backup(get_db_name()))
    assert done.returncode == 0, done.stdout + done.stderr
    output = server.shell(database, FILL)
    codes = output.split("CODES ", 1)[1].split()[:2]
    return server.backup(database), codes


def test_what_was_backed_up_is_whole_again(server, filled):
    backup, codes = filled
    database, done = server.restore(backup)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "files: 2 of filed records, 0 wrong" in done.stdout
    assert " entries, 0 wrong" in done.stdout
    assert "log: 0 entries" not in done.stdout

    # a byte of a file that changed afterwards is found, and whose it is
    files = [p for p in (server.filestore / database).rglob("*") if p.is_file()]
    (paper,) = (p for p in files if p.read_bytes().startswith(b"the paper of record 1 "))
    paper.write_bytes(b"T" + paper.read_bytes()[1:])
    done = server.run("check", database)
    assert done.returncode == 1
    assert "1 wrong" in done.stdout and codes[0] in done.stdout
    assert codes[1] not in done.stdout

    # and so is an entry of the log that somebody changed past its trigger
    server.sql(
        database,
        "ALTER TABLE property_archive_log DISABLE TRIGGER property_archive_log_append_only;"
        " UPDATE property_archive_log SET user_id = user_id + 1 WHERE id ="
        " (SELECT min(log_id) FROM property_archive_log_seal)",
    )
    done = server.run("check", database)
    assert done.returncode == 1
    assert ": changed" in done.stdout


def test_a_damaged_back_up_is_refused(server, filled, tmp_path):
    backup, _codes = filled
    for name in ("database.dump", "filestore.tar"):
        bad = tmp_path / name.replace(".", "_")
        shutil.copytree(backup, bad)
        raw = bytearray((bad / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (bad / name).write_bytes(raw)
        database, done = server.restore(bad)
        assert done.returncode != 0
        assert "damaged" in done.stderr
        with pytest.raises(psycopg2.OperationalError):
            server.sql(database, "SELECT 1")


def test_nothing_that_exists_is_overwritten(server, filled):
    backup, _codes = filled
    done = server.run("restore", backup, get_db_name())
    assert done.returncode != 0
    assert "exists already" in done.stderr or "was not made" in done.stderr
    assert not list(server.folder.glob(".*.part"))
