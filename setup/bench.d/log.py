"""What the archive log costs: 30 people at once, sealing, verifying.

Run by ./setup/bench in an Odoo shell: ``env`` is there.
"""

import os
import statistics
import threading
import time
from datetime import datetime

from odoo.sql_db import db_connect

ROWS = int(os.environ.get("BENCH_ROWS") or 200_000)
WRITERS = 30
EACH = 40
cr = env.cr  # noqa: F821
DB = cr.dbname
COMPANY = env.company.id  # noqa: F821


def row(number):
    return ("2024-06-03 04:00:00", COMPANY, number, "viewed", "x", number, "WY-1", '{"a": 1}')


def write(number, start, waits, errors):
    """One person: transactions of their own that stay open for a while, as requests do."""
    try:
        with db_connect(DB).cursor() as own:
            log = env(cr=own)["property.archive.log"]  # noqa: F821
            own.execute("SELECT 1")
            start.wait()
            for _turn in range(EACH):
                own.execute("SET LOCAL lock_timeout = '1s'")
                before = time.perf_counter()
                log._append([row(number)])
                waits.append(time.perf_counter() - before)
                time.sleep(0.02)
                own.commit()
    except Exception as error:  # noqa: BLE001 (whatever it is, the bench says so)
        errors.append(f"{type(error).__name__}: {error}")


def together(writers):
    """Seconds of each insert with so many people at once, and of the whole."""
    start, waits, errors = threading.Barrier(writers + 1), [], []
    threads = [
        threading.Thread(target=write, args=(number, start, waits, errors))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return waits, errors, time.perf_counter() - began


def hold_open():
    """All in open transactions at the same moment, and the sealing in the middle."""
    cursors = [db_connect(DB).cursor() for _number in range(WRITERS)]
    began = time.perf_counter()
    for number, own in enumerate(cursors):
        own.execute("SET LOCAL lock_timeout = '1s'")
        env(cr=own)["property.archive.log"]._append([row(number)])  # noqa: F821
        if number == WRITERS // 2:
            env(cr=own)["property.archive.log.seal"]._seal_batch()  # noqa: F821
    seconds = time.perf_counter() - began
    for own in cursors:
        own.rollback()
        own.close()
    return seconds


def main():
    for writers in (1, WRITERS):
        waits, errors, seconds = together(writers)
        print(
            f"{writers:>3} writers, {len(waits)} events: median insert"
            f" {statistics.median(waits) * 1000:.2f} ms, slowest {max(waits) * 1000:.1f} ms,"
            f" {len(waits) / seconds:,.0f} events/s, {len(errors)} failed"
        )
        for error in errors[:3]:
            print("   ", error)
    print(
        f"{WRITERS} transactions open at the same moment, one of them sealing:"
        f" {hold_open() * 1000:.0f} ms, none waited"
    )
    event = (datetime.utcnow().replace(microsecond=0), COMPANY, 2, "viewed", "x")
    env["property.archive.log"]._append(  # noqa: F821
        [(*event, i, f"WY-YZ-2024-{i}", '{"ids": [1, 2, 3]}') for i in range(ROWS)]
    )
    cr.commit()
    seal = env["property.archive.log.seal"]  # noqa: F821
    began, count = time.perf_counter(), 0
    while done := seal._seal_batch()[0]:
        cr.commit()
        count += done
    seconds = time.perf_counter() - began
    print(f"sealed {count:,} events in {seconds:.1f} s: {count / seconds:,.0f} events/s")
    rates = []
    for _run in range(3):
        began = time.perf_counter()
        result = seal._verify()
        rates.append(result["rows"] / (time.perf_counter() - began))
    assert not result["errors"], result["errors"][:3]
    print(
        f"verified {result['rows']:,} events: {statistics.median(rates):,.0f} events/s"
        " (target 20,000)"
    )


main()
