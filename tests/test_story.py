"""The main job from end to end, each step as the person it belongs to, none as administrator."""

import datetime
from zoneinfo import ZoneInfo

from .story import (
    ENCLOSURE,
    RECORD,
    SIGNATURE,
    Browser,
    b64,
    only,
    refused,
    register_rows,
)

CHINA = ZoneInfo("Asia/Shanghai")
MARKER = b"MARKER-8f31-identity-papers"


def _today():
    """Today where the company is."""
    return datetime.datetime.now(CHINA).date()


def test_story(story_server):
    story = Story(story_server)
    story.import_the_owner_register()
    story.file_owner_papers()
    story.consult_a_top_secret_file()
    story.borrow_a_service_file()
    story.leave_the_company()
    story.sell_a_unit()
    story.destroy_what_is_due()
    story.take_out_the_registers()


class Story:
    def __init__(self, server):
        self.server = server
        self.log_in()

    def log_in(self):
        """Log everybody in; after a restart at another date, again."""
        rpc = self.server.rpc
        self.archivist, self.second_archivist = rpc("dangan1"), rpc("dangan2")
        self.clerk, self.service_head = rpc("kefu1"), rpc("kefu.jingli")
        self.executive, self.hr = rpc("fuzong"), rpc("hr")
        self.general_manager = rpc("zongjingli")

    def category(self, code):
        return only(self.archivist, "property.archive.category", [("code", "=", code)], "id")["id"]

    # 1 --------------------------------------------------------------------------------------

    def import_the_owner_register(self):
        header, rows = register_rows()
        loaded = self.archivist.call("property.archive.import", "load", header, rows)
        assert not loaded["messages"], loaded["messages"][:3]
        # an owner who has a login already: a person says that it is the same one
        line = only(
            self.archivist, "property.archive.import", [("partner_name", "=", "罗海燕")], "id"
        )["id"]
        partner = only(self.archivist, "res.partner", [("name", "=", "罗海燕")], "id")["id"]
        self.archivist.call("property.archive.import", "write", [line], {"contact_id": partner})
        self.archivist.call("property.archive.import", "action_confirm", [])
        self.owners = self.category("WY-YZ")
        files = self.archivist.call(
            RECORD,
            "search_read",
            [("category_id", "=", self.owners)],
            ["reference", "unit_id", "partner_id", "state", "date_closed"],
        )
        assert len(files) >= 300
        assert len({file["reference"] for file in files}) == len(files)
        open_units = [file["unit_id"][0] for file in files if not file["date_closed"]]
        assert len(set(open_units)) == len(open_units)
        assert {file["state"] for file in files} == {"filed"}
        # an open file of the same unit a second time is refused, and nothing is left of it
        with refused("已有|open file|already"):
            self.archivist.call(
                RECORD,
                "create",
                {"name": "重复", "category_id": self.owners, "unit_id": open_units[0]},
            )

    # 2 --------------------------------------------------------------------------------------

    def file_owner_papers(self):
        clerk = self.clerk
        drafts = []
        for room, owner in (
            ("2601", "欧阳文慧"),
            ("2602", "司马建国"),
            ("2603", "上官云飞"),
        ):
            unit = clerk.call(
                "property.archive.unit",
                "create",
                {"project": "锦绣花园", "building": "9", "unit": "1", "room": room},
            )
            partner = clerk.call("res.partner", "create", {"name": owner})
            drafts.append(
                clerk.call(
                    RECORD,
                    "create",
                    {
                        "name": f"9-1-{room} {owner}",
                        "category_id": self.owners,
                        "unit_id": unit,
                        "partner_id": partner,
                        "page_count": 12,
                    },
                )
            )
        self.complete(drafts[0], MARKER)
        self.complete(drafts[1], b"second")
        handover = clerk.call(RECORD, "action_submit", drafts)["res_id"]
        clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
        lines = self.archivist.call(
            "property.archive.handover.line",
            "search_read",
            [("handover_id", "=", handover)],
            ["record_id", "missing_pieces"],
        )
        place = only(
            self.archivist,
            "property.archive.location",
            [("barcode", "=", "DA-G1-1-A")],
            "id",
        )
        for line in lines:
            self.archivist.call(
                "property.archive.handover.line",
                "write",
                [line["id"]],
                {"location_id": place["id"]},
            )
        incomplete = [line["id"] for line in lines if line["missing_pieces"]]
        complete = [line["id"] for line in lines if not line["missing_pieces"]]
        assert (len(incomplete), len(complete)) == (1, 2)
        with refused("."):
            self.archivist.call("property.archive.handover.line", "action_accept", incomplete)
        self.archivist.call(
            "property.archive.handover.line",
            "action_return",
            incomplete,
            "缺少承诺书和收楼单",
        )
        self.archivist.call("property.archive.handover.line", "action_accept", complete)
        self.archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
        returned = only(clerk, RECORD, [("id", "=", drafts[2])], "state", "return_reason")
        assert (returned["state"], returned["return_reason"]) == (
            "draft",
            "缺少承诺书和收楼单",
        )
        filed = self.archivist.call(
            RECORD,
            "read",
            drafts[:2],
            ["state", "reference", "location_id", "unit_id", "name"],
        )
        for record in filed:
            assert record["state"] == "filed"
            assert record["reference"].startswith("WY-YZ")
            assert record["location_id"][0] == place["id"]
        # mended and handed over again: nothing of the clerk stays open
        self.complete(drafts[2], b"third")
        self.hand_over([drafts[2]], place["id"])
        self.file, self.unit = filed[0], filed[0]["unit_id"][0]

    def complete(self, record, content):
        """Tick what the checklist asks for and put a file on the first piece."""
        pieces = self.clerk.call(
            ENCLOSURE, "search_read", [("record_id", "=", record)], ["required"]
        )
        required = [piece["id"] for piece in pieces if piece["required"]]
        self.clerk.call(ENCLOSURE, "write", required, {"present": True, "page_count": 2})
        self.clerk.call(
            ENCLOSURE,
            "write",
            required[:1],
            {"file": b64(content), "file_name": "业主资料.txt"},
        )

    def hand_over(self, records, place):
        clerk, archivist = self.clerk, self.archivist
        handover = clerk.call(RECORD, "action_submit", records)["res_id"]
        clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
        lines = archivist.call(
            "property.archive.handover.line", "search", [("handover_id", "=", handover)]
        )
        archivist.call("property.archive.handover.line", "write", lines, {"location_id": place})
        archivist.call("property.archive.handover", "action_accept_all", [handover])
        archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)

    # 3 --------------------------------------------------------------------------------------

    def assert_unseen(self, login):
        """No road leads this person to the top-secret file of the story."""
        client, browser = self.server.rpc(login), Browser(self.server, login)
        domain = [("unit_id", "=", self.unit)]
        assert client.call(RECORD, "search_read", domain, ["name"]) == []
        assert client.call(RECORD, "search_count", domain) == 0
        assert client.call(RECORD, "name_search", self.file["reference"]) == []
        assert client.call(RECORD, "name_search", "欧阳文慧") == []
        assert (
            client.call(RECORD, "formatted_read_group", domain, ["category_id"], ["__count"]) == []
        )
        with refused("."):
            client.call(RECORD, "read", [self.file["id"]], ["name"])
        with refused("."):
            client.call(ENCLOSURE, "read", [self.piece], ["name"])
        assert client.call("ir.attachment", "search", [("id", "=", self.attachment)]) == []
        assert client.call("ir.attachment", "search", [("index_content", "ilike", "MARKER")]) == []
        answer = browser.get(f"/web/content/{self.attachment}")
        assert answer.status_code in (403, 404) and MARKER not in answer.content
        answer = browser.get(f"/web/content/{ENCLOSURE}/{self.piece}/file")
        assert answer.status_code in (403, 404) and MARKER not in answer.content

    def consult_a_top_secret_file(self):
        # The clerk who submitted it read it last while it was a draft.
        self.piece, self.attachment = self.content_ids()
        for login in ("gongcheng1", "kefu.jingli", "hr"):
            if login != "kefu.jingli":
                self.assert_unseen(login)
        engineer = self.server.rpc("gongcheng1")
        asked = {
            "kind": "consult",
            "purpose": "核对房屋设备图纸",
            "line_ids": [(0, 0, {"category_id": self.owners, "unit_id": self.unit})],
        }
        loan = engineer.call("property.archive.loan", "create", asked)
        with refused("."):  # the row asks for the signed undertaking
            engineer.call("property.archive.loan", "action_submit", [loan])
        engineer.call("property.archive.loan", "write", [loan], {"undertaking": b64(b"signed")})
        engineer.call("property.archive.loan", "action_submit", [loan])
        line = only(
            engineer,
            "property.archive.loan.line",
            [("loan_id", "=", loan)],
            "state",
            "policy_id",
        )
        assert line["state"] == "to_approve" and line["policy_id"]
        with refused("."):
            engineer.call("property.archive.loan.line", "action_approve", [line["id"]])
        head = self.server.rpc("gongcheng.jingli")
        waiting = head.call("property.archive.loan.line", "search", [("can_approve", "=", True)])
        assert waiting == [line["id"]]
        head.call("property.archive.loan.line", "action_approve", waiting)
        self.assert_unseen("gongcheng1")  # approved is not yet handed out
        desk = self.archivist
        desk.call(
            "property.archive.loan.line",
            "action_resolve",
            [line["id"]],
            self.file["id"],
        )
        desk.call(
            "property.archive.loan.line",
            "action_hand_out",
            [line["id"]],
            page_count=12,
            condition="完好",
            borrower_signature=SIGNATURE,
            archivist_signature=SIGNATURE,
        )
        browser = Browser(self.server, "gongcheng1")
        assert browser.get(f"/web/content/{self.attachment}").content == MARKER
        assert (
            only(engineer, RECORD, [("unit_id", "=", self.unit)], "name")["id"] == self.file["id"]
        )
        self.take_back(line["id"], 12)
        self.assert_unseen("gongcheng1")

    def content_ids(self):
        """Ids that a hostile reader would have to guess; nobody is told them."""
        # read from the database, because nobody may read the content now
        import psycopg2

        connection = psycopg2.connect(dbname=self.server.db)
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.id, a.id FROM property_archive_enclosure e JOIN ir_attachment a"
                " ON a.res_model = 'property.archive.enclosure' AND a.res_id = e.id"
                " WHERE e.record_id = %s",
                [self.file["id"]],
            )
            found = cursor.fetchone()
        connection.close()
        return found

    def take_back(self, line, pages):
        self.archivist.call(
            "property.archive.loan.line",
            "action_take_back",
            [line],
            page_count=pages,
            condition="完好",
            borrower_signature=SIGNATURE,
            archivist_signature=SIGNATURE,
        )

    def borrow_a_service_file(self):
        service = self.category("WY-FW")
        draft = self.clerk.call(
            RECORD,
            "create",
            {
                "name": "电梯维保服务记录",
                "category_id": service,
                "unit_id": self.unit,
                "page_count": 30,
            },
        )
        pieces = self.clerk.call(ENCLOSURE, "search", [("record_id", "=", draft)])
        self.clerk.call(ENCLOSURE, "write", pieces, {"present": True})
        place = only(
            self.archivist,
            "property.archive.location",
            [("barcode", "=", "DA-G1-1-A")],
            "id",
        )
        self.hand_over([draft], place["id"])
        record = self.archivist.call(RECORD, "read", [draft], ["reference"])[0]
        engineer = self.server.rpc("gongcheng1")
        loan = engineer.call(
            "property.archive.loan",
            "create",
            {
                "kind": "borrow",
                "purpose": "电梯年检",
                "line_ids": [(0, 0, {"requested_code": record["reference"]})],
            },
        )
        engineer.call("property.archive.loan", "action_submit", [loan])
        head = self.server.rpc("gongcheng.jingli")
        waiting = head.call("property.archive.loan.line", "search", [("can_approve", "=", True)])
        head.call("property.archive.loan.line", "action_approve", waiting)
        (self.borrowed,) = waiting
        desk = self.archivist
        desk.call("property.archive.loan.line", "action_resolve", waiting, draft)
        desk.call(
            "property.archive.loan.line",
            "action_hand_out",
            waiting,
            page_count=30,
            condition="完好",
            borrower_signature=SIGNATURE,
            archivist_signature=SIGNATURE,
        )
        out = desk.call("property.archive.loan.line", "read", waiting, ["state", "date_due"])[0]
        assert out["state"] == "out"
        due = datetime.date.fromisoformat(out["date_due"][:10])
        assert 8 <= (due - _today()).days <= 12  # 7 working days
        seen = only(desk, RECORD, [("id", "=", draft)], "availability")
        assert seen["availability"] == "out"
        self.loan_number = only(desk, "property.archive.loan", [("id", "=", loan)], "name")["name"]

    # 4 --------------------------------------------------------------------------------------

    def leave_the_company(self):
        hr = self.hr
        leaver = only(
            hr,
            "hr.employee",
            [("user_id.login", "=", "gongcheng1")],
            "user_id",
            "resource_id",
        )
        employee, user, resource = (
            leaver["id"],
            leaver["user_id"][0],
            leaver["resource_id"][0],
        )
        roads = (
            ("hr.employee", "action_archive", [employee]),
            ("hr.employee", "write", [employee], {"active": False}),
            ("hr.employee", "unlink", [employee]),
            ("hr.employee", "write", [employee], {"user_id": False}),
            ("hr.employee", "write", [employee], {"departure_date": str(_today())}),
            ("resource.resource", "write", [resource], {"active": False}),
            ("resource.resource", "write", [resource], {"user_id": False}),
            ("resource.resource", "unlink", [resource]),
        )
        for model, method, *args in roads:
            with refused(self.loan_number):
                hr.call(model, method, *args)
        context = {"active_ids": [employee], "employee_termination": True}
        wizard = hr.call("hr.departure.wizard", "create", {}, context=context)
        with refused(self.loan_number):
            hr.call(
                "hr.departure.wizard",
                "action_register_departure",
                [wizard],
                context=context,
            )
        # what HR may not do at all stays closed too
        with refused("."):
            hr.call("res.users", "write", [user], {"active": False})
        loaded = hr.call("hr.employee", "load", [".id", "active"], [[str(employee), "False"]])
        assert loaded["messages"], "an import archived the borrower"
        assert only(hr, "hr.employee", [("id", "=", employee)], "active")["active"]
        self.take_back(self.borrowed, 30)
        hr.call(
            "hr.departure.wizard",
            "action_register_departure",
            [wizard],
            context=context,
        )
        assert hr.call("hr.employee", "search", [("id", "=", employee)]) == []

    # 5 --------------------------------------------------------------------------------------

    def sell_a_unit(self):
        buyer = self.archivist.call("res.partner", "create", {"name": "诸葛明亮"})
        wizard = self.archivist.call(
            "property.archive.change.owner.wizard",
            "create",
            {"unit_id": self.unit, "new_owner_id": buyer},
        )
        action = self.archivist.call(
            "property.archive.change.owner.wizard", "action_confirm", [wizard]
        )
        new = only(
            self.archivist,
            RECORD,
            [("id", "=", action["res_id"])],
            "state",
            "partner_id",
        )
        assert (new["state"], new["partner_id"][0]) == ("draft", buyer)
        old = self.archivist.call(
            RECORD,
            "read",
            [self.file["id"]],
            [
                "date_closed",
                "close_reason",
                "date_retention_due",
                "retention_permanent",
            ],
        )[0]
        today = _today()
        assert (old["date_closed"], old["close_reason"]) == (
            str(today),
            "ownership_ended",
        )
        assert not old["retention_permanent"]
        assert old["date_retention_due"].startswith(f"{today.year + 3}-")
        with refused("."):
            self.archivist.call("property.archive.destruction", "action_propose_due", [])
        # the new owner's papers are taken out of the seller's hands: finish the draft
        self.archivist.call(RECORD, "unlink", [new["id"]])

    def destroy_what_is_due(self):
        later = datetime.datetime.combine(
            _today() + datetime.timedelta(days=3 * 366 + 10), datetime.time(3)
        )
        self.server.restart(at=later)
        self.log_in()
        # by then files of other categories of the demo company are due as well
        self.archivist.call(
            "property.archive.destruction", "action_propose_due", [], category_id=self.owners
        )
        batch = only(self.archivist, "property.archive.destruction", [], "state", "line_ids")
        assert batch["state"] == "appraisal"
        lines = self.archivist.call(
            "property.archive.destruction.line",
            "read",
            batch["line_ids"],
            ["record_id"],
        )
        assert [line["record_id"][0] for line in lines] == [self.file["id"]]
        batch = batch["id"]
        call = self.archivist.call
        call("property.archive.destruction", "action_opinion_destroy", [batch])
        with refused("."):
            call("property.archive.destruction", "action_appraised", [batch])
        self.second_archivist.call("property.archive.destruction", "action_appraised", [batch])
        executor = self.second_archivist
        supervisors = [self.server.rpc("caiwu"), self.server.rpc("baoan.duizhang")]
        partners = [
            client.call("res.users", "read", [client.uid], ["partner_id"])[0]["partner_id"][0]
            for client in supervisors
        ]
        call(
            "property.archive.destruction",
            "write",
            [batch],
            {
                "method": "shred",
                "reason": "业主变更满三年",
                "executor_id": executor.uid,
                "supervisor_ids": [(6, 0, partners)],
            },
        )
        call("property.archive.destruction", "action_submit", [batch])
        with refused("."):
            call("property.archive.destruction", "action_approve", [batch])
        for approver in (self.service_head, self.executive):
            waiting = approver.call(
                "property.archive.destruction", "search", [("can_approve", "=", True)]
            )
            assert waiting == [batch], approver.login
            approver.call("property.archive.destruction", "action_approve", waiting)
        with refused("."):  # the waiting period
            executor.call("property.archive.destruction", "action_execute", [batch])
        self.server.restart(at=later + datetime.timedelta(days=8))
        self.log_in()
        executor = self.second_archivist
        people = [executor, self.server.rpc("caiwu"), self.server.rpc("baoan.duizhang")]
        with refused("."):  # nobody has signed yet
            executor.call("property.archive.destruction", "action_execute", [batch])
        for person in people:
            person.call("property.archive.destruction", "action_sign", [batch], SIGNATURE)
        stored = self.stored_files(MARKER)
        assert stored, "the marker was in the file store before"
        executor.call("property.archive.destruction", "action_execute", [batch])
        self.await_destroyed(batch)
        for person in people:
            person.call("property.archive.destruction", "action_sign", [batch], SIGNATURE)
        record = self.archivist.call(
            RECORD,
            "read",
            [self.file["id"]],
            ["state", "reference", "name", "disposal_note"],
        )[0]
        assert record["state"] == "destroyed"
        assert record["reference"] == self.file["reference"]
        assert record["name"] == self.file["name"]
        assert not self.stored_files(MARKER)
        done = only(
            self.archivist,
            "property.archive.destruction",
            [("id", "=", batch)],
            "state",
            "certificate_number",
        )
        assert done["state"] == "done" and done["certificate_number"] in record["disposal_note"]
        pdf = Browser(self.server, "dangan1").get(
            f"/report/pdf/property_archive_retention.report_destruction_certificate/{batch}"
        )
        assert pdf.content.startswith(b"%PDF"), pdf.text[:500]

    def stored_files(self, marker):
        return [
            path
            for path in self.server.filestore.rglob("*")
            if path.is_file() and marker in path.read_bytes()
        ]

    def await_destroyed(self, batch):
        """What does not fit into the request is finished when the executor goes on."""
        for _attempt in range(20):
            state = self.archivist.call(
                "property.archive.destruction.line",
                "search_count",
                [("destruction_id", "=", batch), ("state", "!=", "destroyed")],
            )
            if not state:
                return
            self.second_archivist.call("property.archive.destruction", "action_continue", [batch])
        raise AssertionError("the destruction was not finished")

    # 6 --------------------------------------------------------------------------------------

    def take_out_the_registers(self):
        browser = Browser(self.server, "dangan1")
        rows = browser.sheet("loans")
        lines = self.archivist.call(
            "property.archive.loan.line",
            "search_read",
            [("state", "!=", "draft")],
            ["loan_id", "page_count_out", "page_count_in", "state"],
            order="id",
        )
        names = list(rows[0])
        number, out, back = (names[i] for i in (0, 9, 13))
        assert [(row[number], row[out], row[back]) for row in rows] == [
            (line["loan_id"][1], line["page_count_out"], line["page_count_in"]) for line in lines
        ]
        rows = browser.sheet("destruction")
        assert len(rows) == 1
        assert self.file["reference"] in rows[0].values()
        assert self.file["name"] in rows[0].values()
