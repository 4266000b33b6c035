"""Jobs that work in steps, one transaction each, and continue where they stopped."""

from odoo.tools import SQL


def run_steps(env, step):
    """Run the next step of a job until nothing is left or the job's time is over.

    :param odoo.api.Environment env: of the job
    :param step: does the next part and returns how many it did and at least how many are left; when
        it did none, the job ends
    """
    while True:
        done, left = step()
        if not done or not env["ir.cron"]._commit_progress(done, remaining=left):
            return


def run_batches(env, batches, work, left):
    """Run a job batch by batch: see :func:`run_steps`.

    :param odoo.api.Environment env: of the job
    :param batches: iterable of recordsets; the next one is fetched in the transaction that works on
        it
    :param work: called with each batch
    :param int left: how many records there are, as far as known
    """
    batches = iter(batches)

    def step():
        nonlocal left
        batch = next(batches, None)
        if not batch:
            return 0, 0
        work(batch)
        left = max(left - len(batch), 0)
        return len(batch), left

    run_steps(env, step)


def next_page(env, query, after, size):
    """The next page of ids, for a job that continues in another transaction or run.

    :param odoo.api.Environment env: its pending changes are flushed
    :param odoo.tools.SQL query: returns the ids in a column ``id``
    :param int after: the last id of the previous page; 0 or None to begin
    :param int size: how many at most
    :return: the ids in order, and the id to continue after; None when these are the last
    :rtype: tuple(list(int), int or None)
    """
    statement = "SELECT page.id FROM (%s) page WHERE page.id > %s ORDER BY page.id LIMIT %s"
    ids = [row[0] for row in env.execute_query(SQL(statement, query, after or 0, size))]
    return ids, ids[-1] if len(ids) == size else None
