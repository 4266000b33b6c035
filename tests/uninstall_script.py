"""Run in an Odoo shell: uninstalls addons in an order, as an administrator does.

``UNINSTALL_STEPS`` names the steps, with commas between; what was found is printed as a line
of JSON for each. A step that raises is a line with the error.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError

env = env  # noqa: F821, PLW0127
ARCHIVE = "property_archive"
_GROUP = f"{ARCHIVE}.group_property_archive_"


def now(uid=SUPERUSER_ID):
    """An environment of the registry that is there now."""
    return api.Environment(env.cr, uid, {"lang": "en_US"})


def user(login, group):
    found = now()["res.users"].search([("login", "=", login)])
    groups = now().ref(_GROUP + group) | now().ref("base.group_system")
    return found or now()["res.users"].create(
        {"name": login, "login": login, "group_ids": [(6, 0, groups.ids)]}
    )


def file():
    """A record that was filed, with a file, and lent under a number."""
    records = now()["property.archive.record"].with_context(tracking_disable=True)
    record = records._create_protected(
        [
            {
                "name": "电梯维修记录",
                "category_id": now()["property.archive.category"].search([], limit=1).id,
                "level_id": now().ref(f"{ARCHIVE}.level_internal").id,
                "enclosure_ids": [(0, 0, {"name": "正文", "present": True})],
            }
        ]
    )
    record.enclosure_ids.file_name = "a.txt"
    record.enclosure_ids.file = "5q2j5paH"
    record._assign_references()
    record._write_protected({"state": "filed", "date_filed": "2024-05-01"})
    now()["property.archive.log"]._log("filed", record)
    env.cr.commit()
    return {"reference": record.reference}


def lend(state="approved"):
    record = now()["property.archive.record"].search([], limit=1)
    employee = now()["hr.employee"].create({"name": "借阅人"})
    loan = now()["property.archive.loan"]._create_protected(
        [
            {
                "name": now()["ir.sequence"].next_by_code("property.archive.loan"),
                "employee_id": employee.id,
                "kind": "borrow",
                "purpose": "抢修",
            }
        ]
    )
    now()["property.archive.loan.line"]._create_protected(
        [{"loan_id": loan.id, "record_id": record.id, "state": state, "physical": True}]
    )
    now()["property.archive.log"]._log("lent", record, loan=loan.name)
    env.cr.commit()
    return {"loan": loan.name}


def close():
    lines = now()["property.archive.loan.line"].search([("state", "!=", "cancelled")])
    lines._write_protected({"state": "cancelled"})
    env.cr.commit()
    return {}


def lent():
    """What the log says of loans."""
    events = now()["property.archive.log"].search([("action", "=", "lent")])
    return {"lent": events.mapped("detail")}


def number():
    return {"loan": now()["ir.sequence"].next_by_code("property.archive.loan")}


def package():
    """The whole archive is taken along, by two people and the job, and confirmed."""
    executive, head = user("chief", "executive"), user("archive", "manager")
    today = now().company._archive_today()
    now()["property.archive.clearance"]._create_protected(
        [
            {
                "user_id": executive.id,
                "level_id": now().ref(f"{ARCHIVE}.level_top_secret").id,
                "company_id": now().company.id,
                "date_start": today - timedelta(days=1),
                "date_end": today + timedelta(days=30),
                "state": "granted",
            }
        ]
    )
    packages = now(executive.id)["property.archive.whole.package"]
    one = packages.create({"reason": "另有系统"})
    one.action_ask()
    one.with_user(head).action_agree()
    env.cr.commit()
    now()["property.archive.whole.package"]._cron_write()
    one.invalidate_recordset()
    text = Path(one.folder, "tagmanifest-sha256.txt").read_text()
    one.proof = next(line.split()[0] for line in text.splitlines() if "manifest-sha256" in line)
    one.action_confirm()
    env.cr.commit()
    return {"folder": one.folder}


def uninstall(*names):
    modules = now(2)["ir.module.module"].search([("name", "in", names)])
    modules.button_immediate_uninstall()
    return installed()


def install(*names):
    now(2)["ir.module.module"].search([("name", "in", names)]).button_immediate_install()
    return installed()


def installed():
    found = now()["ir.module.module"].search(
        [("name", "like", "property_archive%"), ("state", "!=", "uninstalled")]
    )
    return {"installed": sorted(found.mapped(lambda m: f"{m.name} {m.state}"))}


for step in os.environ["UNINSTALL_STEPS"].split(","):
    name, *arguments = step.split(" ")
    try:
        found = globals()[name](*arguments)
    except UserError as error:
        env.cr.rollback()
        found = {"refused": str(error), **installed()}
    print("STEP", json.dumps({"step": step, **found}, ensure_ascii=False), flush=True)
os._exit(0)
