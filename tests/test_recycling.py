"""Odoo's data recycling and privacy look-up meet the departure gate too (requirements F1, F4)."""

import json
import os
import subprocess
import sys
import uuid

import pytest

from .databases import drop_database
from .story_server import TEMPLATE

ROADS = """
import json
from odoo.api import Environment
from odoo.modules.registry import Registry

env["ir.module.module"].search(
    [("name", "in", ["data_recycle", "privacy_lookup"])]
).button_immediate_install()
found = {}
with Registry(env.cr.dbname).cursor() as cr:
    env = Environment(cr, 1, {"lang": "en_US"})
    user = env["res.users"].create(
        {
            "name": "Leaver",
            "login": "test_recycled",
            "email": "recycled@example.com",
            "group_ids": [(4, env.ref("property_archive.group_property_archive_user").id)],
        }
    )
    employee = env["hr.employee"].create({"name": "Leaver", "user_id": user.id})
    category = env["property.archive.category"].create(
        {
            "name": "Recycling",
            "code": "RECY",
            "scope": "company",
            "level_id": env.ref("property_archive.level_internal").id,
        }
    )
    draft = env["property.archive.record"].with_user(user).create(
        {"name": "Not handed in", "category_id": category.id}
    )
    targets = {
        "hr.employee": employee,
        "resource.resource": employee.resource_id,
        "res.users": user,
        "res.partner": user.partner_id,
    }

    def attempt(name, road):
        env.flush_all()
        try:
            with cr.savepoint():
                road()
                env.flush_all()
                found[name] = "done"
                raise KeyError(name)
        except KeyError:
            pass
        except Exception as error:
            found[name] = type(error).__name__
        env.invalidate_all()
        env.registry.clear_cache()

    def recycle(target, action):
        rule = env["data_recycle.model"].create(
            {
                "name": "Old",
                "res_model_id": env["ir.model"]._get_id(target._name),
                "recycle_mode": "automatic",
                "recycle_action": action,
                "domain": str([("id", "=", target.id)]),
            }
        )
        rule._recycle_records()

    def look_up(target, action):
        wizard = env["privacy.lookup.wizard"].create(
            {"name": "Leaver", "email": "recycled@example.com"}
        )
        wizard.action_lookup()
        lines = wizard.line_ids.filtered(
            lambda l: (l.res_model, l.res_id) == (target._name, target.id)
        )
        getattr(lines, action)()
        return lines

    def all_roads(prefix, models):
        for model in models:
            target = targets[model]
            for action in ("archive", "unlink"):
                attempt(f"{prefix} recycle {action} {model}", lambda: recycle(target, action))
            if model in ("res.users", "res.partner"):
                for action in ("action_archive_all", "action_unlink_all"):
                    attempt(f"{prefix} {action} {model}", lambda: look_up(target, action))

    lines = look_up(user, "browse")
    assert lines, "the privacy look-up does not find the user"
    all_roads("open", targets)
    draft.with_user(user).unlink()
    attempt("cleared recycle archive hr.employee", lambda: recycle(employee, "archive"))
    attempt("cleared action_archive_all res.users", lambda: look_up(user, "action_archive_all"))
    cr.rollback()
print("FOUND", json.dumps(found))
"""


@pytest.fixture
def database():
    """The story's company in a database of its own."""
    name = f"pa_recycling_{uuid.uuid4().hex[:8]}"
    subprocess.run(["createdb", "-T", TEMPLATE, name], check=True)
    yield name
    drop_database(name)


def test_recycling_and_privacy_look_up_are_refused(database):
    command = [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", database, "--no-http"]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "--log-level=critical"],
        input=ROADS,
        capture_output=True,
        check=False,
        text=True,
        env={**environ, "ODOO_RC": os.environ["STORY_RC"]},
    )
    assert "FOUND" in done.stdout, done.stderr[-4000:]
    found = json.loads(done.stdout.partition("FOUND")[2])
    opened = {name: end for name, end in found.items() if name.startswith("open")}
    assert len(opened) == 12
    assert {name: end for name, end in opened.items() if end != "DepartureRefused"} == {}
    assert {name: end for name, end in found.items() if name.startswith("cleared")} == {
        "cleared recycle archive hr.employee": "done",
        "cleared action_archive_all res.users": "done",
    }
