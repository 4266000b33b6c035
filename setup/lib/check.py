"""Whether an archive is what it has to be, whatever happened to it; run in an Odoo shell.

Nothing is written: a back-up may be checked beside the running database. Each invariant is a
statement that finds what breaks it; the log and the files are read through.
"""

import hashlib
import os
import sys

from psycopg2.errors import UndefinedColumn, UndefinedTable

from odoo.tools import mute_logger

BATCH = 200
MOST_NAMED = 5
env = env  # noqa: F821, PLW0127
cr = env.cr

#: By a sentence: what finds the documents that break it, by a name each.
INVARIANTS = {
    "each code is given once": """
        SELECT reference FROM property_archive_record WHERE reference IS NOT NULL
         GROUP BY company_id, reference HAVING count(*) > 1""",
    "what is kept has a code, a day of filing and a level": """
        SELECT id::text FROM property_archive_record
         WHERE state IN ('filed', 'sealed', 'purging', 'destroyed', 'transferred')
           AND (reference IS NULL OR date_filed IS NULL OR level_id IS NULL)""",
    "a number is on a record or void, and never both": """
        SELECT v.series || ' ' || v.number FROM property_archive_void_number v
          JOIN property_archive_record r
            ON (r.company_id, r.series, r.serial) = (v.company_id, v.series, v.number)""",
    "each number of a series up to the highest is explained": """
        SELECT s.series || ' ' || n
          FROM (SELECT company_id, series, max(serial) AS last FROM property_archive_record
                 WHERE series IS NOT NULL GROUP BY company_id, series) s,
               generate_series(1, s.last) AS n
         WHERE NOT EXISTS (SELECT FROM property_archive_record r
                WHERE (r.company_id, r.series, r.serial) = (s.company_id, s.series, n))
           AND NOT EXISTS (SELECT FROM property_archive_void_number v
                WHERE (v.company_id, v.series, v.number) = (s.company_id, s.series, n))""",
    "a file about one home and person is open once": """
        SELECT min(reference) FROM property_archive_record WHERE exclusive_key IS NOT NULL
         GROUP BY company_id, exclusive_key HAVING count(*) > 1""",
    "a record is where its last move took it": """
        SELECT r.reference FROM property_archive_record r
          JOIN LATERAL (SELECT detail::jsonb AS said FROM property_archive_log l
                 WHERE l.res_model = 'property.archive.record' AND l.res_id = r.id
                   AND l.action = 'moved' ORDER BY l.id DESC LIMIT 1) move ON true
         WHERE r.state IN ('filed', 'sealed') AND r.location_id IS NOT NULL
           AND (move.said ->> 'target')::int IS DISTINCT FROM r.location_id
           AND NOT EXISTS (SELECT FROM property_archive_log l
                 WHERE l.res_model = 'property.archive.record' AND l.res_id = r.id
                   AND l.action IN ('filed', 'handed_over', 'placed_temporarily', 'taken_over'))
        """,
    "no place holds more than fits": """
        SELECT p.name FROM property_archive_location p WHERE p.capacity > 0 AND p.capacity < (
            SELECT count(*) FROM property_archive_record r
              JOIN property_archive_location c ON c.id IN (r.location_id, r.away_location_id)
             WHERE c.parent_path LIKE p.parent_path || '%')""",
    "what needs clearance lies under lock": """
        SELECT r.reference FROM property_archive_record r
          JOIN property_archive_level l ON l.id = r.level_id AND l.clearance_required
          JOIN property_archive_location p ON p.id = r.location_id
         WHERE r.state IN ('filed', 'sealed') AND p.locked IS NOT TRUE""",
    "a piece of a kept record with a file has its hash": """
        SELECT r.reference FROM property_archive_enclosure e
          JOIN property_archive_record r ON r.id = e.record_id AND r.state IN ('filed', 'sealed')
         WHERE e.sha256 IS NULL AND e.date_added IS NULL AND EXISTS (
            SELECT FROM ir_attachment a WHERE a.res_model = 'property.archive.enclosure'
               AND a.res_id = e.id AND a.res_field IS NULL)""",
    "what is destroyed has no file": """
        SELECT r.reference FROM property_archive_record r
          JOIN property_archive_enclosure e ON e.record_id = r.id
          JOIN ir_attachment a ON a.res_model = 'property.archive.enclosure' AND a.res_id = e.id
         WHERE r.state IN ('destroyed', 'transferred') AND a.file_size > 0""",
    "no file is of a document that is gone": """
        SELECT a.res_model || ' ' || a.res_id FROM ir_attachment a
         WHERE a.res_model = 'property.archive.enclosure' AND a.res_field IS NULL
           AND NOT EXISTS (SELECT FROM property_archive_enclosure e WHERE e.id = a.res_id)""",
    "what was handed over is kept, and what is kept was handed over or taken in": """
        SELECT r.reference FROM property_archive_handover h
          JOIN property_archive_handover_line l ON l.handover_id = h.id AND l.result = 'accepted'
          JOIN property_archive_record r ON r.id = l.record_id
         WHERE h.state = 'done' AND r.state IN ('draft', 'submitted')
           AND r.write_date <= h.date_done""",
    "a signature stands once under its part": """
        SELECT min(res_model || ' ' || res_id) FROM property_archive_signature
         GROUP BY res_model, res_id, role, user_id, date HAVING count(*) > 1""",
    "no clearance runs beyond its day": """
        SELECT id::text FROM property_archive_clearance WHERE date_end < date_start""",
    "a read right ends after it began": """
        SELECT id::text FROM property_archive_grant WHERE date_to < date_from""",
    # -- lending
    "a record is out once": """
        SELECT r.reference FROM property_archive_loan_line l
          JOIN property_archive_record r ON r.id = l.record_id
         WHERE l.state = 'out' AND l.physical GROUP BY r.id HAVING count(*) > 1""",
    "what is out is out by a loan": """
        SELECT r.reference FROM property_archive_record r
         WHERE r.state IN ('filed', 'sealed') AND r.availability = 'out' AND NOT EXISTS (
            SELECT FROM property_archive_loan_line l
             WHERE l.record_id = r.id AND l.state = 'out' AND l.physical)""",
    "what a loan took is not said to be there": """
        SELECT r.reference FROM property_archive_record r
          JOIN property_archive_loan_line l ON l.record_id = r.id
         WHERE l.state = 'out' AND l.physical AND r.availability = 'in'""",
    "nothing that is gone is out": """
        SELECT r.reference FROM property_archive_loan_line l
          JOIN property_archive_record r ON r.id = l.record_id
         WHERE l.state IN ('out', 'approved', 'queued')
           AND r.state IN ('destroyed', 'transferred')""",
    "who reads by a loan has a loan that is open": """
        SELECT l.id::text FROM property_archive_loan_line l
          JOIN property_archive_grant g ON g.id = l.grant_id
         WHERE l.state IN ('returned', 'refused', 'cancelled') AND NOT g.revoked
           AND g.date_to > now() AT TIME ZONE 'UTC'""",
    "a loan number is given once": """
        SELECT name FROM property_archive_loan WHERE name IS NOT NULL AND name <> '/'
         GROUP BY company_id, name HAVING count(*) > 1""",
    # -- retention
    "the holds of a record are counted": """
        SELECT r.reference FROM property_archive_record r
         WHERE COALESCE(r.hold_count, 0) <> (SELECT count(*) FROM property_archive_hold_line l
              JOIN property_archive_hold h ON h.id = l.hold_id
             WHERE l.record_id = r.id AND (h.state IN ('placing', 'active', 'to_lift')
                OR h.state = 'lifting' AND l.record_id > COALESCE(h.cursor, 0)))""",
    "nothing under a hold is gone": """
        SELECT reference FROM property_archive_record
         WHERE hold_count > 0 AND state IN ('purging', 'destroyed', 'transferred')""",
    "what a destruction destroyed is destroyed": """
        SELECT r.reference FROM property_archive_destruction_line l
          JOIN property_archive_record r ON r.id = l.record_id
         WHERE l.state = 'destroyed' AND r.state <> 'destroyed'""",
    "what is destroyed was destroyed by a destruction": """
        SELECT r.reference FROM property_archive_record r WHERE r.state = 'destroyed'
           AND NOT EXISTS (SELECT FROM property_archive_destruction_line l
                            WHERE l.record_id = r.id AND l.state = 'destroyed')""",
}


def broken(statement):
    """What breaks an invariant; None where its addon is not installed."""
    try:
        with cr.savepoint(), mute_logger("odoo.sql_db"):
            cr.execute(statement)
            return [str(row[0]) for row in cr.fetchall()]
    except (UndefinedTable, UndefinedColumn):
        return None


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


def left_packages():
    """Folders of packages that were removed, or of none: content that nobody answers for."""
    packages = env["property.archive.whole.package"].sudo()
    above = os.path.dirname(packages.new()._folder())
    there = set(os.listdir(above)) if os.path.isdir(above) else set()
    known = packages.search([("state", "not in", ["draft", "removed"])])
    names = {os.path.basename(package._folder()) for package in known}
    return sorted(there - names - {f"{name}.lists" for name in names})


wrong = 0
for sentence, statement in INVARIANTS.items():
    found = broken(statement)
    if found is None:
        print(f"-  {sentence}: its addon is not installed")
        continue
    wrong += len(found)
    print(f"{'NO' if found else 'ok'} {sentence}" + (f": {len(found)}" if found else ""))
    for name in found[:MOST_NAMED]:
        print(f"     {name}")
log = env["property.archive.log.seal"]._verify()
files, damaged = damaged_files()
left = left_packages()
print(f"log: {log['rows']} entries, {len(log['errors'])} wrong")
for error in log["errors"]:
    print(f"  company {error['company_id']}, entry {error['log_id']}: {error['error']}")
print(f"files: {files} of filed records, {len(damaged)} wrong")
for code in damaged:
    print(f"  {code}")
for name in left:
    print(f"package left behind: {name}")
env.cr.rollback()
# the shell would answer 0 whatever was found, and os._exit writes nothing that waits
sys.stdout.flush()
os._exit(1 if wrong or log["errors"] or damaged or left else 0)
