"""Databases of the versions before, made by their own code out of the project's history."""

import configparser
import importlib.util
import io
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg2

ROOT = Path(__file__).parent.parent
ADDONS = ("property_archive", "property_archive_lending", "property_archive_retention")
MANIFEST = "property_archive/__manifest__.py"
#: The versions a company may run, from which it upgrades to the one of this checkout, and what
#: of their demo the story does without, for it brings its own register.
BEFORE = {
    "19.0.1.0.0": ".csv",
    "19.0.1.1.0": "register_demo.xml",
    "19.0.1.2.0": "register_demo.xml work_demo.xml",
    "19.0.1.3.0": "register_demo.xml work_demo.xml",
}


def _git(*args):
    done = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if not done.returncode else b""


def commits():
    """The last commit of each version before; none where the checkout has no history.

    :rtype: dict(str, str)
    """
    found = {}
    for version in BEFORE:
        text = f'"version": "{version}"'
        changed = _git("log", "-1", "--format=%H", f"-S{text}", "--", MANIFEST).decode().strip()
        if changed and text.encode() in _git("show", f"{changed}^:{MANIFEST}"):
            found[version] = f"{changed}^"
    return found


class OldVersion:
    """The code of a version before in a folder, and its tests as a package of their own."""

    def __init__(self, version, folder):
        self.version = version
        self.root = Path(folder)
        archive = _git("archive", "--format=tar", commits()[version])
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(self.root)
        self.config = self.root / "odoo.conf"
        config = configparser.RawConfigParser()
        config.read(os.environ["STORY_RC"])
        paths = config["options"]["addons_path"].split(",")
        odoo = [path for path in paths if not Path(path.strip(), ADDONS[0]).is_dir()]
        config["options"]["addons_path"] = ",".join([*odoo, str(self.root)])
        with self.config.open("w") as file:
            config.write(file)

    def tests(self, name):
        """A module of its tests, which speak its own API."""
        package_name = "tests_" + self.version.replace(".", "_")
        spec = importlib.util.spec_from_file_location(
            package_name,
            self.root / "tests" / "__init__.py",
            submodule_search_locations=[str(self.root / "tests")],
        )
        package = importlib.util.module_from_spec(spec)
        sys.modules[package_name] = package
        spec.loader.exec_module(package)
        return importlib.import_module(f"{package_name}.{name}")

    def install(self, db):
        """Install its addons and its demo company into an empty Odoo."""
        run_odoo(db, "-i", self.config)
        script = self.root / "setup" / "lib" / "load_demo.py"
        with script.open() as code:
            subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", db, "--no-http"],
                stdin=code,
                check=True,
                capture_output=True,
                cwd=self.root,
                env={
                    **os.environ,
                    "ODOO_RC": str(self.config),
                    "DEMO_ADDONS": " ".join(ADDONS),
                    "DEMO_SKIP": BEFORE[self.version],
                },
            )


def run_odoo(db, option, config, modules=ADDONS):
    """Install (``-i``) or update (``-u``) the addons, or other modules.

    :return: the lines of the log that are worse than INFO
    :rtype: list(str)
    """
    command = [sys.executable, "-W", "ignore", "-m", "odoo", "server", "-d", db]
    command += [option, ",".join(modules), "--stop-after-init", "--skip-auto-install", "--no-http"]
    done = subprocess.run(
        command,
        env={**os.environ, "ODOO_RC": str(config), "PGOPTIONS": ""},
        capture_output=True,
        check=False,
        text=True,
        errors="replace",
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [
        line for line in done.stderr.splitlines() if re.search(r" (WARNING|ERROR|CRITICAL) ", line)
    ]


def query(db, statement, *args):
    """Rows of a statement, read beside Odoo."""
    connection = psycopg2.connect(dbname=db)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, args)
            return cursor.fetchall()
    finally:
        connection.close()


def schema(db):
    """What the addons made in a database: columns, indexes, constraints, triggers."""
    ours = "LIKE 'property\\_archive%%'"
    found = {}
    for kind, statement in {
        "columns": f"""
            SELECT table_name, column_name, data_type, is_nullable
              FROM information_schema.columns
             WHERE table_schema = 'public'
               AND (table_name {ours} OR column_name LIKE 'archive\\_%%'
                    OR column_name LIKE 'property\\_archive%%')""",
        "indexes": f"""
            SELECT tablename, indexdef FROM pg_indexes
             WHERE schemaname = 'public' AND tablename {ours}""",
        "constraints": f"""
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
              FROM pg_constraint WHERE conrelid::regclass::text {ours}""",
        "triggers": """
            SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal""",
    }.items():
        found[kind] = set(query(db, statement))
    return found


def data_ids(db):
    """External ids that the addons' own data files made."""
    return {
        row[0]
        for row in query(
            db,
            """SELECT module || '.' || name FROM ir_model_data WHERE module = ANY(%s)
                  AND model <> 'ir.module.category' AND name NOT LIKE '%%demo%%'""",
            list(ADDONS),
        )
    }


def shipped(db):
    """Values of the data that came with the addons and that an update leaves alone.

    :return: by external id; links to other data and times of work are left out
    :rtype: dict(str, dict)
    """
    found = {}
    models = query(
        db,
        """SELECT DISTINCT model FROM ir_model_data WHERE module = ANY(%s) AND noupdate
              AND name NOT LIKE '%%demo%%' AND (model LIKE 'property.archive%%'
                   OR model IN ('ir.cron', 'mail.activity.type', 'ir.sequence'))""",
        list(ADDONS),
    )
    for (model,) in models:
        for name, row in query(
            db,
            f"""SELECT d.module || '.' || d.name, to_jsonb(t) FROM ir_model_data d
                  JOIN {model.replace(".", "_")} t ON t.id = d.res_id
                 WHERE d.model = %s AND d.module = ANY(%s) AND d.noupdate
                   AND d.name NOT LIKE '%%demo%%'""",
            model,
            list(ADDONS),
        ):
            found[name] = {
                key: value
                for key, value in row.items()
                if not re.search(r"(^id|_id|_uid|_date|call|_path|number_next)$", key)
            }
    return found
