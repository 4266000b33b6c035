"""A company's database of the version before becomes one of this version, and nothing is lost."""

import os
import subprocess
from pathlib import Path

import pytest

from . import upgrade
from .databases import drop_database
from .story import RECORD, SIGNATURE
from .story_server import StoryServer

COMMITS = upgrade.commits()
#: What was written down under the version before, read back under this one.
FACTS = {
    "records": """SELECT id, reference, name, state, date_filed, date_closed, partner_id, unit_id,
        location_id, level_id, category_id, department_id FROM property_archive_record""",
    "pieces": """SELECT id, record_id, name, present, page_count, sha256
        FROM property_archive_enclosure""",
    "files": "SELECT id, res_model, res_id, store_fname, checksum FROM ir_attachment"
    " WHERE res_model = 'property.archive.enclosure'",
    "signatures": "SELECT id, res_model, res_id, role, user_id FROM property_archive_signature",
    "handovers": "SELECT id, name, state FROM property_archive_handover",
    "log": """SELECT id, date, company_id, user_id, action, res_model, res_id, reference, detail
        FROM property_archive_log""",
    "loans": """SELECT id, loan_id, record_id, state, date_due, date_out, date_returned
        FROM property_archive_loan_line""",
    "approvals": "SELECT id, res_model, res_id, role, state FROM property_archive_approval",
    "destroyed": "SELECT id, record_id, state FROM property_archive_destruction_line",
    "rules": "SELECT id, category_id, event FROM property_archive_retention_rule",
}


# An unpacked source archive has no history, and so no version before to begin with.
@pytest.fixture(scope="module", params=sorted(COMMITS))
def upgraded(request, tmp_path_factory):
    """A server of this version on a database that lived under a version before."""
    old = upgrade.OldVersion(request.param, tmp_path_factory.mktemp("before"))
    template = f"pa_upgrade_{os.getpid()}"
    subprocess.run(["createdb", "-T", "pa_base", template], check=True)
    server = None
    try:
        old.install(template)
        server = StoryServer(old.root, template=template, config=str(old.config))
        server.start()
        story = old.tests("test_story").Story(server)
        story.import_the_owner_register()
        story.file_owner_papers()
        story.consult_a_top_secret_file()
        story.borrow_a_service_file()
        story.leave_the_company()
        story.sell_a_unit()
        story.destroy_what_is_due()
        server.stop()
        facts = {name: upgrade.query(server.db, statement) for name, statement in FACTS.items()}
        assert all(facts.values()), [name for name, rows in facts.items() if not rows]
        config = os.environ["STORY_RC"]
        complaints = upgrade.run_odoo(server.db, "-u", config)
        server.root, server.config = Path(__file__).parent.parent, config
        yield server, facts, complaints
    finally:
        if server is not None:
            server.drop()
        drop_database(template)


def test_nothing_is_lost(upgraded):
    server, facts, complaints = upgraded
    assert complaints == []
    for name, statement in FACTS.items():
        now = set(upgrade.query(server.db, statement))
        assert [row for row in facts[name] if row not in now] == [], name
    versions = upgrade.query(
        server.db,
        "SELECT DISTINCT latest_version FROM ir_module_module WHERE name = ANY(%s)",
        list(upgrade.ADDONS),
    )
    assert len(versions) == 1 and versions[0][0] not in COMMITS


def test_it_is_as_if_installed_anew(upgraded):
    server, _facts, _complaints = upgraded
    fresh, mine = upgrade.schema("pa_addons"), upgrade.schema(server.db)
    for kind in fresh:
        assert mine[kind] == fresh[kind], kind
    assert upgrade.data_ids(server.db) == upgrade.data_ids("pa_addons")
    # shipped data that a company may change is not replaced by an update: a migration fills it
    assert upgrade.shipped(server.db) == upgrade.shipped("pa_addons")


def test_work_goes_on(upgraded):
    server, _facts, _complaints = upgraded
    server.start()
    clerk, archivist = server.rpc("kefu1"), server.rpc("dangan1")
    head = server.rpc("dangan.zhuguan")
    category = archivist.call("property.archive.category", "search", [("code", "=", "WY-FW")])[0]
    draft = clerk.call(
        RECORD, "create", {"name": "升级后的服务记录", "category_id": category, "page_count": 3}
    )
    pieces = clerk.call("property.archive.enclosure", "search", [("record_id", "=", draft)])
    clerk.call("property.archive.enclosure", "write", pieces, {"present": True})
    handover = clerk.call(RECORD, "action_submit", [draft])["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    place = archivist.call("property.archive.location", "search", [("barcode", "=", "DA-G1-1-A")])
    lines = archivist.call(
        "property.archive.handover.line", "search", [("handover_id", "=", handover)]
    )
    archivist.call("property.archive.handover.line", "write", lines, {"location_id": place[0]})
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    assert archivist.call(RECORD, "read", [draft], ["state"])[0]["state"] == "filed"
    assert head.call("property.archive.log.seal", "action_verify")
