import time

from odoo import api, models
from odoo.service.model import retrying

from odoo.addons.property_archive.jobs import run_steps

#: Records placed or lifted in one step.
BATCH = 2000
#: Seconds that placing or lifting may take inside a request; the rest is a job's.
INLINE_SECONDS = 5


class PropertyArchiveHold(models.Model):
    """Placing and lifting go on where they stopped, in a request or as a job (E3)."""

    _inherit = "property.archive.hold"

    def _run_inline(self):
        """Work for some seconds at once and leave the rest to the job."""
        self.env.flush_all()
        end = time.monotonic() + INLINE_SECONDS
        for hold in self.sudo():
            hold._step()
            while hold.state in ("placing", "lifting") and time.monotonic() < end:
                hold._step()
        if self.sudo().filtered(lambda hold: hold.state in ("placing", "lifting")):
            self.env.ref("property_archive_retention.ir_cron_hold")._trigger()

    def _step(self):
        """The next records of this hold, in one transaction.

        :return: how many were handled
        """
        self.ensure_one()
        self._lock_rows()
        if self.state == "placing":
            return self._step_place()
        if self.state == "lifting":
            return self._step_lift()
        return 0

    def action_continue(self):
        """Go on with the records that are still to be placed or lifted."""
        self.check_access("read")
        self._run_inline()
        return True

    @api.model
    def _cron_continue(self):
        """Job: go on with every hold that is being placed or lifted."""
        moving = [("state", "in", ["placing", "lifting"])]

        def step():
            hold = self.search(moving, order="id", limit=1)
            if not hold:
                return 0, 0
            # a concurrent change of one of these records goes first
            count = retrying(hold._step, self.env)
            # reported each time: a job that reports nothing left waits for its next hour
            left = sum(max(h.total_count - h.done_count, 1) for h in self.search(moving))
            return max(count, 1), left

        run_steps(self.env, step)
