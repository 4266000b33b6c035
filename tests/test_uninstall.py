"""Every order of uninstalling the three addons: nothing is lost unsaid, nothing is left behind."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from . import upgrade
from .databases import drop_database

#: Names and numbers that were given are known for ever; so are tables of nobody else.
KEPT = ("property_archive_series_", ".numbers")
SCRIPT = Path(__file__).with_name("uninstall_script.py")


class Company:
    """A database of its own, in which steps of ``uninstall_script.py`` are run."""

    def __init__(self, template="pa_addons"):
        self.db = f"pa_uninstall_{uuid.uuid4().hex[:8]}"
        local = Path(os.environ["STORY_RC"]).parent
        self.filestore = local / "data" / "filestore" / self.db
        self.packages = local / "data" / "property_archive" / self.db
        shutil.copytree(self.filestore.with_name(template), self.filestore)
        subprocess.run(["createdb", "-T", template, self.db], check=True)

    def run(self, *steps):
        """What each step found; the log of the server has to be silent."""
        command = [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", self.db]
        with SCRIPT.open() as script:
            done = subprocess.run(
                [*command, "--no-http", "--log-level=warn"],
                stdin=script,
                env={
                    **os.environ,
                    "ODOO_RC": os.environ["STORY_RC"],
                    "UNINSTALL_STEPS": ",".join(steps),
                },
                cwd=SCRIPT.parent.parent,
                capture_output=True,
                check=False,
                text=True,
            )
        assert done.returncode == 0, done.stderr[-4000:]
        complaints = [
            line
            for line in done.stderr.splitlines()
            if re.search(r" (WARNING|ERROR|CRITICAL) ", line)
        ]
        assert complaints == []
        found = [json.loads(line[5:]) for line in done.stdout.splitlines() if line[:5] == "STEP "]
        assert [one["step"] for one in found] == list(steps), done.stderr[-4000:]
        return found

    def left(self):
        """What is there of the archive."""
        statements = {
            "relations": "SELECT relname FROM pg_class WHERE relname LIKE 'property\\_archive%%'",
            "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name LIKE '%%archive\\_%%'",
            "functions": "SELECT proname FROM pg_proc WHERE proname LIKE 'property\\_archive%%'",
            "triggers": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'property\\_archive%%'",
            "data": "SELECT module || '.' || name FROM ir_model_data"
            " WHERE module LIKE 'property\\_archive%%'",
            "files": "SELECT res_model FROM ir_attachment WHERE res_model LIKE 'property.arch%%'",
            "messages": "SELECT model FROM mail_message WHERE model LIKE 'property.archive%%'",
            "models": "SELECT model FROM ir_model WHERE model LIKE 'property.archive%%'",
            "series": "SELECT code FROM ir_sequence WHERE code LIKE 'property.archive%%'",
            "keys": "SELECT key FROM ir_config_parameter WHERE key LIKE 'property\\_archive%%'",
        }
        found = {}
        for kind, statement in statements.items():
            names = {row[0] for row in upgrade.query(self.db, statement)}
            names = {name for name in names if not any(word in name for word in KEPT)}
            if names:
                found[kind] = names
        return found

    def drop(self):
        drop_database(self.db)
        for folder in (self.filestore, self.packages):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def company():
    one = Company()
    try:
        yield one
    finally:
        one.drop()


def test_an_archive_goes_with_a_package_and_comes_back_whole(company):
    found = company.run(
        "file",
        "lend",
        "uninstall property_archive_lending",
        "close",
        "uninstall property_archive_lending",
        "lent",
        "uninstall property_archive",
        "package",
        "uninstall property_archive",
    )
    number = found[1]["loan"]
    assert number in found[2]["refused"]
    assert "property_archive_lending installed" in found[2]["installed"]
    assert "property_archive_lending installed" not in found[4]["installed"]
    assert number in found[5]["lent"][0]
    assert "Whole-Archive Package" in found[6]["refused"]
    assert len(found[6]["installed"]) == 2
    assert found[8]["installed"] == []
    assert company.left() == {}
    # what was taken along is there, and nobody but the account of the server reads it
    assert Path(found[7]["folder"], "manifest-sha256.txt").is_file()
    assert not Path(found[7]["folder"]).stat().st_mode & 0o077
    again = company.run(f"install {' '.join(upgrade.ADDONS)}", "number", "file")
    assert again[1]["loan"] > number
    assert again[2]["reference"] > found[0]["reference"]
    fresh, mine = upgrade.schema("pa_addons"), upgrade.schema(company.db)
    for kind in fresh:
        assert mine[kind] == fresh[kind], kind
    assert upgrade.data_ids(company.db) == upgrade.data_ids("pa_addons")


@pytest.mark.parametrize(
    "order",
    [
        ["property_archive"],
        ["property_archive_retention", "property_archive_lending", "property_archive"],
        ["property_archive_lending", "property_archive_retention", "property_archive"],
    ],
    ids=lambda order: " ".join(name.removeprefix("property_") for name in order),
)
def test_an_archive_in_which_nothing_was_filed_goes(company, order):
    found = company.run(*(f"uninstall {name}" for name in order))
    assert found[-1]["installed"] == []
    assert company.left() == {}


def test_all_go_at_once_with_a_package(company):
    found = company.run("file", "lend cancelled", "package", "uninstall property_archive")
    assert found[-1]["installed"] == []
    assert company.left() == {}


def test_what_happened_since_the_package_keeps_the_archive(company):
    found = company.run("file", "package", "file", "uninstall property_archive")
    assert "went on since" in found[3]["refused"]
    assert len(found[3]["installed"]) == 3
