import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import config

from ...groups import ARCHIVIST

#: Up to this many lines are imported while the user waits; more in a job.
_WHILE_WAITING = 1000
#: Seconds a line may take on a busy server.
_SECONDS_A_LINE = 0.004


class PropertyArchiveImport(models.Model):
    """Staged lines are confirmed: all become records, or none (requirement G4)."""

    _inherit = "property.archive.import"

    run_id = fields.Many2one(
        "property.archive.import.run",
        "Being Imported",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "run_id": False} for vals in vals_list])

    def write(self, vals):
        self._check_waits()
        if "run_id" in vals:
            raise AccessError(self.env._("Lines are imported by Confirm All."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_waits(self):
        self._check_waits()

    def _check_waits(self):
        """Raise when one of these lines is being imported."""
        if busy := self.sudo().filtered("run_id")[:1]:
            raise UserError(
                self.env._(
                    "%(line)s is being imported. Cancel that under Imported Registers first.",
                    line=busy.display_name,
                )
            )

    def _put_into(self, run):
        """Assign these lines to an import run, or to none."""
        return super().write({"run_id": run.id})

    def action_confirm(self):
        """Make a filed record of each staged line of the current user, all or none.

        A large register is made by a job: the answer shows how far it is.

        :return: the action that shows the new records, or the run that makes them
        :raise UserError: with the number of wrong lines; the reasons stand on the lines
        """
        lines = self._get_staged()
        if not lines:
            raise UserError(self.env._("There is nothing to confirm: import a register first."))
        if not self.env.user.has_group(ARCHIVIST):
            raise UserError(self.env._("Only archivists confirm a register."))
        if len(lines) <= _WHILE_WAITING:
            return lines._confirm().sudo().import_run_id._records_action()
        lines._check_size()
        lines._check_confirmed()
        runs = lines._begin()
        self.env.ref("property_archive.ir_cron_import")._trigger()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_import_run_action"
        )
        if len(runs) == 1:
            return {**action, "res_id": runs.id, "views": [(False, "form")], "view_mode": "form"}
        return {**action, "domain": [("id", "in", runs.ids)]}

    def _check_size(self):
        """Raise for more lines than a job of this server can make in its time."""
        seconds = config["limit_time_real_cron"]
        seconds = config["limit_time_real"] if seconds < 0 else seconds
        most = math.floor(seconds / _SECONDS_A_LINE)
        if seconds and len(self) > most:
            raise UserError(
                self.env._(
                    "These are %(count)s lines, and all or none of them become records. A job of"
                    " this server has %(seconds)s seconds (limit_time_real_cron), which is enough"
                    " for about %(most)s: import the register in parts.",
                    count=len(self),
                    seconds=seconds,
                    most=most,
                )
            )

    def _confirm(self):
        """Make a filed record of each of these lines and drop them, all or none.

        :rtype: property.archive.record
        :raise UserError: see :meth:`action_confirm`
        """
        self._check_confirmed()
        return self._import(self._begin(), lambda count: None)

    def _begin(self):
        """Create the runs that import these lines, one for each company."""
        runs = self.env["property.archive.import.run"].sudo()
        for company, lines in self.grouped("company_id").items():
            names = sorted(set(filter(None, lines.mapped("file_name"))))
            vals = {
                "company_id": company.id,
                "state": "waiting",
                "user_id": self.env.uid,
                "record_count": len(lines),
                "file_name": ", ".join(names)[:255],
            }
            run = runs._create_protected([vals])
            lines._put_into(run)
            runs |= run
        self.env["property.archive.import.progress"].sudo().create(
            [{"run": run.id, "total": run.record_count} for run in runs]
        )
        return runs.sudo(False)

    def _import(self, runs, report):
        records = self._make_records({run.company_id: run for run in runs.sudo()}, report)
        self._drop()
        return records

    def _check_confirmed(self):
        """Raise when a line has an error or an unanswered question."""
        findings = self._find()
        errors = findings["error"]
        if errors:
            raise UserError(
                self.env._(
                    "%(count)s of %(total)s lines cannot be imported, so none was. Press Check to"
                    " see the reason on each line. The first: %(line)s – %(reason)s",
                    count=len(errors),
                    total=len(self),
                    line=next(iter(errors)).display_name,
                    reason=next(iter(errors.values()))[0],
                )
            )
        if asked := self._unconfirmed(findings):
            raise UserError(
                self.env._(
                    "%(count)s of %(total)s lines are to be confirmed first, so none was"
                    " imported. Press Check to see what is asked, then tick Confirmed. The"
                    " first: %(line)s – %(question)s",
                    count=len(asked),
                    total=len(self),
                    line=asked[0].display_name,
                    question=findings["question"][asked[0]][0],
                )
            )

    def _drop(self):
        """Delete these lines by SQL: nothing refers to them, and unlink would be slow."""
        self.flush_recordset()
        self.env.cr.execute("DELETE FROM property_archive_import WHERE id = ANY(%s)", (self.ids,))
        self.invalidate_recordset(flush=False)

    def _get_staged(self):
        """All lines the current user staged in the companies they work in now."""
        return self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
                ("run_id", "=", False),
            ],
            limit=None,
        )
