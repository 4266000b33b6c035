"""Whether log and files of an archive are what they were; run in an Odoo shell.

Nothing is written: a back-up may be checked beside the running database.
"""

import hashlib
import os

BATCH = 200
env = env  # noqa: F821, PLW0127


def damaged_files():
    """Codes of the records with a file that is not the one that was filed."""
    pieces = env["property.archive.enclosure"].sudo()
    last, count, damaged = 0, 0, []
    while True:
        batch = pieces.search(
            [
                ("id", ">", last),
                ("sha256", "!=", False),
                ("record_id.state", "in", ["filed", "sealed"]),
            ],
            order="id",
            limit=BATCH,
        )
        if not batch:
            return count, damaged
        for piece in batch:
            count += 1
            raw = piece.attachment_id.raw or b""
            if hashlib.sha256(raw).hexdigest() != piece.sha256:
                damaged.append(piece.record_id.reference)
        last = batch[-1].id
        env.invalidate_all()


log = env["property.archive.log.seal"]._verify()
files, damaged = damaged_files()
print(f"log: {log['rows']} entries, {len(log['errors'])} wrong")
for error in log["errors"]:
    print(f"  company {error['company_id']}, entry {error['log_id']}: {error['error']}")
print(f"files: {files} of filed records, {len(damaged)} wrong")
for code in damaged:
    print(f"  {code}")
env.cr.rollback()
# the shell would answer 0 whatever was found
os._exit(1 if log["errors"] or damaged else 0)
