"""What retention costs for each record, at two sizes: it has to stay the same.

Due list, working out dates again, hold placed and lifted, destruction with a file for
each record. Run by ./setup/bench in an Odoo shell: ``env`` is there. ROWS is the larger
size, a tenth of it the smaller.
"""

import base64
import io
import os
import time

from PIL import Image

LARGE = int(os.environ.get("BENCH_ROWS") or 100_000)
SMALL = LARGE // 10
MOST = 1.5
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr
buffer = io.BytesIO()
Image.new("RGB", (8, 4), "white").save(buffer, "PNG")
SIGNATURE = base64.b64encode(buffer.getvalue()).decode()
GROUP = "property_archive.group_property_archive_"


def person(login, group):
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"name": login, "login": f"b_{login}", "group_ids": [(6, 0, [env.ref(group).id])]})
    )


archivist, executor, head = (person(n, GROUP + "archivist") for n in ("arch", "exec", "head"))
office, executive, witness = (person(n, "base.group_user") for n in ("office", "exe", "wit"))
outsider = env["res.partner"].create({"name": "outsider"})
env.company.write(
    {
        "archive_office_id": office.id,
        "archive_executive_id": executive.id,
        "archive_head_id": head.id,
        "archive_destruction_wait": 0,
    }
)


def timed(function):
    started = time.perf_counter()
    result = function()
    env.flush_all()
    cr.commit()
    env.invalidate_all()
    return time.perf_counter() - started, result


def fill(size):
    """A category with records, each with one file in the store."""
    category = env["property.archive.category"].create(
        {
            "name": f"Bench {size}",
            "code": f"B{size}",
            "scope": "company",
            "level_id": env.ref("property_archive.level_internal").id,
        }
    )
    rule = env["property.archive.retention.rule"].create(
        {"category_id": category.id, "event": "filed", "period": 1}
    )
    for start in range(0, size, 2000):
        count = min(2000, size - start)
        records = (
            env["property.archive.record"]
            .sudo()
            ._create_protected(
                [
                    {"name": f"档案 {n}", "category_id": category.id, "date_filed": "2020-01-01"}
                    for n in range(count)
                ]
            )
        )
        pieces = env["property.archive.enclosure"].create(
            [{"record_id": record.id, "name": "原件"} for record in records]
        )
        env["ir.attachment"].create(
            [
                {
                    "name": "scan.txt",
                    "res_model": pieces._name,
                    "res_id": piece.id,
                    "raw": b"content of %d" % piece.id,
                }
                for piece in pieces
            ]
        )
        records._file()
        env.flush_all()
        cr.commit()
        env.invalidate_all()
    return category, rule


def due_list(category):
    records = env["property.archive.record"].with_user(archivist)
    domain = [("category_id", "=", category.id), ("date_retention_due", "<=", "today")]
    found = records.search(domain, limit=80, order="date_retention_due")
    found.read(["reference", "name", "date_retention_due"])
    return records.search_count(domain, limit=10_001)


def recompute(rule):
    rule.period = 2
    env.flush_all()
    cr.commit()
    env["property.archive.category"]._cron_recompute_retention()


def place(category):
    hold = (
        env["property.archive.hold"]
        .with_user(archivist)
        .create(
            {
                "reason": "bench",
                "date_review": "2030-01-01",
                "kind": "category",
                "category_id": category.id,
            }
        )
    )
    hold.action_place()
    cr.commit()
    env["property.archive.hold"]._cron_continue()
    assert hold.state == "active", hold.state
    return hold


def lift(hold):
    hold.action_lift("over")
    hold.with_user(head).action_approve()
    cr.commit()
    env["property.archive.hold"]._cron_continue()
    assert hold.state == "lifted", hold.state


def prepare_batch(category):
    model = env["property.archive.destruction"].with_user(archivist)
    model.action_propose_due(category_id=category.id)
    batch = model.search([], limit=1)
    batch.action_opinion_destroy()
    batch.action_appraised()
    batch.write(
        {
            "reason": "bench",
            "method": "shred",
            "executor_id": executor.id,
            "supervisor_ids": [(6, 0, (witness.partner_id | outsider).ids)],
        }
    )
    batch.action_submit()
    batch.with_user(office).action_approve()
    batch.with_user(executive).action_approve()
    return batch


def execute(batch):
    batch.with_user(executor).action_sign(SIGNATURE)
    batch.with_user(witness).action_sign(SIGNATURE)
    batch.with_user(executor).action_sign_outsider(outsider.id, SIGNATURE)
    batch.with_user(executor).action_execute()
    cr.commit()
    env.invalidate_all()
    while batch.progress < 100:
        env["property.archive.destruction"]._cron_continue()
        cr.commit()
        env.invalidate_all()


class Seconds(dict):
    """Told as they are measured: the whole takes its time."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def __setitem__(self, name, seconds):
        super().__setitem__(name, seconds)
        print(f"  {self.size:,} {name}: {seconds:.1f} s", flush=True)


def measure(size):
    seconds = Seconds(size)
    seconds["fill"], (category, rule) = timed(lambda: fill(size))
    seconds["due list"], count = timed(lambda: due_list(category))
    assert count == min(size, 10_001), count
    seconds["recompute"], _none = timed(lambda: recompute(rule))
    seconds["hold placed"], hold = timed(lambda: place(category))
    seconds["hold lifted"], _none = timed(lambda: lift(hold))
    seconds["proposed to approved"], batch = timed(lambda: prepare_batch(category))
    seconds["destroyed"], _none = timed(lambda: execute(batch))
    cr.execute(
        "SELECT count(*) FROM property_archive_record WHERE category_id = %s"
        " AND state = 'destroyed'",
        (category.id,),
    )
    assert cr.fetchone()[0] == size
    return seconds


small, large = measure(SMALL), measure(LARGE)
print(f"{'':24}{SMALL:>12,} {LARGE:>12,}   ms for each record")
worst = 0
for name in small:
    first, second = 1000 * small[name] / SMALL, 1000 * large[name] / LARGE
    ratio = second / first
    worst = max(worst, ratio)
    print(f"{name:24}{first:12.2f} {second:12.2f}   {ratio:.2f}×   {large[name]:.1f} s")
print(f"worst {worst:.2f}×, at most {MOST}×")
