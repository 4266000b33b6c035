"""Jobs that work in steps, a transaction each, and go on where they stopped."""

from odoo.tools import SQL


def run_steps(env, step):
    """Do the next step of a job until nothing is left, or the time of the job is over.

    :param odoo.api.Environment env: of the job
    :param step: does the next part, and returns how many it did and how many are left at
        least; after one that did nothing the job ends
    """
    while True:
        done, left = step()
        if not done or not env["ir.cron"]._commit_progress(done, remaining=left):
            return


def run_batches(env, batches, work, left):
    """Do the work of a job batch by batch: see :func:`run_steps`.

    :param odoo.api.Environment env: of the job
    :param batches: iterable of records, asked for the next ones in the transaction that works
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
    """The next ids of a walk that goes on where it stopped, in another transaction or job.

    :param odoo.api.Environment env: in which what was changed is flushed
    :param odoo.tools.SQL query: gives the ids to walk as a column ``id``
    :param int after: the last id of the page before; 0 or None to begin
    :param int size: how many at most
    :return: the ids in order, and after which one to go on; None where these are the last
    :rtype: tuple(list(int), int or None)
    """
    statement = "SELECT page.id FROM (%s) page WHERE page.id > %s ORDER BY page.id LIMIT %s"
    ids = [row[0] for row in env.execute_query(SQL(statement, query, after or 0, size))]
    return ids, ids[-1] if len(ids) == size else None
