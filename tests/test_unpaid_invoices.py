"""What is unpaid stands against a destruction, where Odoo's invoicing is installed (E2)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import upgrade
from .destruction_story import (
    BATCH,
    EXECUTOR,
    LINE,
    REQUESTER,
    file_records,
    make_rule,
    person,
    propose,
)
from .story import only
from .story_server import StoryServer

#: A chart of accounts, without which nothing can be posted.
CHART = b"""
env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
env.cr.commit()
"""


@pytest.fixture
def server():
    """The demo company with Odoo's invoicing beside the addons."""
    server = StoryServer(Path(__file__).parent.parent)
    try:
        assert not upgrade.run_odoo(server.db, "-i", server.config, ["account"])
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", server.db, "--no-http"],
            input=CHART,
            check=True,
            capture_output=True,
            env={**os.environ, "ODOO_RC": str(server.config), "PGOPTIONS": ""},
        )
        yield server.start()
    finally:
        server.drop()


def _invoice(admin, partner):
    """A posted customer invoice over 100; its id."""
    line = {"name": "物业费", "quantity": 1, "price_unit": 100, "tax_ids": []}
    invoice = admin.call(
        "account.move",
        "create",
        {
            "move_type": "out_invoice",
            "partner_id": partner,
            "invoice_date": "2020-06-01",
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    admin.call("account.move", "action_post", [invoice])
    return invoice


def _pay(admin, invoice):
    context = {"active_model": "account.move", "active_ids": [invoice]}
    payment = admin.call("account.payment.register", "create", {}, context=context)
    admin.call("account.payment.register", "action_create_payments", [payment])


def test_an_unpaid_invoice_is_unsettled_until_it_is_paid(server):
    admin, archivist = person(server, "admin"), person(server, REQUESTER)
    debtor, other = admin.call("res.partner", "create", [{"name": "欠费业主"}, {"name": "业主"}])
    invoice = _invoice(admin, debtor)
    category = make_rule(server, "ZL", event="date", period=1)
    vals = {"retention_date": "2020-01-01"}
    (owing,) = file_records(server, category, ["owing"], partner_id=debtor, **vals)
    (settled,) = file_records(server, category, ["settled"], partner_id=other, **vals)
    batch = propose(server, category)
    notes = {
        line["record_id"][0]: line["blocker_note"]
        for line in archivist.call(
            LINE,
            "search_read",
            [("destruction_id", "=", batch)],
            ["record_id", "blocker_note"],
        )
    }
    assert set(notes) == {owing, settled}
    assert "1" in notes[owing] and not notes[settled]
    archivist.call(BATCH, "action_opinion_destroy", [batch])
    person(server, EXECUTOR).call(BATCH, "action_appraised", [batch])
    states = {
        line["record_id"][0]: line["state"]
        for line in archivist.call(
            LINE, "search_read", [("destruction_id", "=", batch)], ["record_id", "state"]
        )
    }
    assert states == {owing: "refused", settled: "proposed"}
    _pay(admin, invoice)
    again = propose(server, category)
    line = only(archivist, LINE, [("destruction_id", "=", again)], "record_id", "blocker_note")
    assert line["record_id"][0] == owing and not line["blocker_note"]
