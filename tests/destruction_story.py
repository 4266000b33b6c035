"""A destruction by the people it takes, each with their own login over XML-RPC."""

import psycopg2

from .story import RECORD, SIGNATURE, b64, only

BATCH = "property.archive.destruction"
LINE = "property.archive.destruction.line"
HOLD = "property.archive.hold"
RULE = "property.archive.retention.rule"
REQUESTER, EXECUTOR = "dangan1", "dangan2"
SUPERVISORS = ("caiwu", "baoan.duizhang")
SIGNERS = (EXECUTOR, *SUPERVISORS)


_CLIENTS = {}


def person(server, login):
    """A user's client, kept as long as the server runs: to log in takes its time."""
    key = (server.url, server.db, login)
    if key not in _CLIENTS:
        _CLIENTS[key] = server.rpc(login)
    return _CLIENTS[key]


def query(server, statement, *args):
    """First column of a query on the server's database, with a connection of its own."""
    connection = psycopg2.connect(dbname=server.db)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, args)
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def marked_files(server, marker):
    """Files of the file store in which a marker stands."""
    return [
        path
        for path in server.filestore.rglob("*")
        if path.is_file() and marker.encode() in path.read_bytes()
    ]


def make_rule(server, category_code, **vals):
    """A retention rule of a category, made and confirmed by two; the category's id."""
    head = person(server, "dangan.zhuguan")
    category = only(head, "property.archive.category", [("code", "=", category_code)], "id")["id"]
    rule = head.call(RULE, "create", {"category_id": category, **vals})
    # it lets records be destroyed: it decides nothing until the executive has confirmed it
    person(server, "fuzong").call(RULE, "action_confirm_change", [rule])
    return category


def file_records(server, category, contents, **vals):
    """Electronic records with a file each, handed over and filed; their ids."""
    clerk, archivist = person(server, "kefu1"), person(server, "dangan1")
    drafts = clerk.call(
        RECORD,
        "create",
        [
            {
                "name": f"质量记录 {number}",
                "category_id": category,
                "medium": "electronic",
                "enclosure_ids": [(0, 0, {"name": "原件", "file": b64(content.encode())})],
                **vals,
            }
            for number, content in enumerate(contents)
        ],
    )
    handover = clerk.call(RECORD, "action_submit", drafts)["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    return drafts


def propose(server, category):
    """A batch of what is due in a category, in appraisal."""
    requester = person(server, REQUESTER)
    action = requester.call(BATCH, "action_propose_due", [], category_id=category)
    return action["res_id"]


def name_people(server, batch):
    """Appraise everything for destruction and name executor and supervisors."""
    requester = person(server, REQUESTER)
    requester.call(BATCH, "action_opinion_destroy", [batch])
    person(server, EXECUTOR).call(BATCH, "action_appraised", [batch])
    partners = [
        client.call("res.users", "read", [client.uid], ["partner_id"])[0]["partner_id"][0]
        for client in (person(server, login) for login in SUPERVISORS)
    ]
    requester.call(
        BATCH,
        "write",
        [batch],
        {
            "method": "wipe",
            "executor_id": person(server, EXECUTOR).uid,
            "supervisor_ids": [(6, 0, partners)],
        },
    )


def approve(server, batch):
    """Submit, and have everybody approve whose turn it is."""
    person(server, REQUESTER).call(BATCH, "action_submit", [batch])
    for _step in range(2):
        logins = query(
            server,
            "SELECT u.login FROM property_archive_approval a"
            " JOIN property_archive_approval_user_rel r ON r.approval_id = a.id"
            " JOIN res_users u ON u.id = r.user_id"
            " WHERE a.state = 'pending' AND a.res_model = %s AND a.res_id = %s",
            BATCH,
            batch,
        )
        person(server, logins[0]).call(BATCH, "action_approve", [batch])


def sign(server, batch):
    """Executor and supervisors sign what is to be signed now."""
    for login in SIGNERS:
        person(server, login).call(BATCH, "action_sign", [batch], SIGNATURE)


def finish(server, batch):
    """Go on until nothing of the batch is being destroyed any more."""
    executor = person(server, EXECUTOR)
    for _attempt in range(20):
        if not executor.call(
            LINE, "search_count", [("destruction_id", "=", batch), ("state", "=", "purging")]
        ):
            return
        executor.call(BATCH, "action_continue", [batch])
    raise AssertionError("the destruction was not finished")
