from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...blockers import Blocker
from ...jobs import next_page, run_steps
from ...selections import PRESENT_STATES

#: Files or units that one step lists.
LIST_BATCH = 500


class PropertyArchiveEstateTransfer(models.Model):
    """Everything of the estate on one list, and what is in the way, step by step."""

    _inherit = "property.archive.estate.transfer"

    def action_list(self):
        """List everything of the estate; what was decided before stays decided.

        A large estate is listed by a job, on from where it stopped.
        """
        self.ensure_one()
        self._lock_in_state("draft", "listed", access="write")
        transfer = self.sudo()
        transfer._drop_gone()
        transfer._write_protected(
            {
                "state": "listing",
                "stop_reason": False,
                "progress": {"phase": "units", "after": 0},
            }
        )
        # a small estate is listed when the screen is there again
        for _phase in ("units", "records", "obstacles"):
            transfer._step()
        if self.state == "listing":
            self.env.ref("property_archive.ir_cron_estate_transfer").sudo()._trigger()

    @api.model
    def _cron_work(self):
        """Job: list estates, and write and verify their packages."""
        for transfer in self.sudo().search([("state", "in", ["listing", "writing", "verifying"])]):
            run_steps(self.env, transfer._step)

    def _step(self):
        self._lock_rows()
        if self.state != "listing":
            return super()._step()
        progress = dict(self.progress)
        transfer = self.with_context(lang=self._writing_language())
        vals = getattr(transfer, f"_list_{progress['phase']}")(progress["after"])
        self._write_protected(vals)
        return 1, int(self.state == "listing")

    def _drop_gone(self):
        """Take off the list what left the estate since it was listed."""
        lines = self.env["property.archive.estate.transfer.line"].sudo()
        project = self.project_id.id
        lines.search(
            [
                ("transfer_id", "=", self.id),
                "|",
                "&",
                ("record_id", "!=", False),
                "|",
                ("record_id.project_id", "!=", project),
                ("record_id.state", "not in", PRESENT_STATES),
                "&",
                ("unit_id", "!=", False),
                ("unit_id.project_id", "!=", project),
            ]
        ).unlink()
        self.obstacle_ids.unlink()

    def _next(self, model, after, then, domain=()):
        """The next documents of the estate, and where the list goes on.

        :param str model: has a field ``project_id``
        :param int after: the last id before
        :param str then: the phase that comes when these are the last
        :param domain: which of them
        """
        documents = self.env[model].sudo().with_context(active_test=False)
        query = documents._search([("project_id", "=", self.project_id.id), *domain])
        ids, last = next_page(self.env, query.select(), after, LIST_BATCH)
        phase = self.progress["phase"] if last else then
        return documents.browse(ids), {"progress": {"phase": phase, "after": last or 0}}

    def _list_units(self, after):
        """List the next units; they go with the estate."""
        units, vals = self._next("property.archive.unit", after, "records")
        listed = self.env["property.archive.estate.transfer.line"].sudo()
        known = listed.search([("transfer_id", "=", self.id), ("unit_id", "in", units.ids)])
        listed._create_protected(
            [
                {
                    "transfer_id": self.id,
                    "unit_id": unit.id,
                    "group": "property",
                    "manner": "original",
                    "default_manner": "original",
                }
                for unit in units - known.unit_id
            ]
        )
        return vals

    def _list_records(self, after):
        """List the next files and keys, each as its category says."""
        records, vals = self._next(
            "property.archive.record", after, "obstacles", [("state", "in", PRESENT_STATES)]
        )
        listed = self.env["property.archive.estate.transfer.line"].sudo()
        known = listed.search([("transfer_id", "=", self.id), ("record_id", "in", records.ids)])
        defaults = records.category_id._estate_defaults()
        lines = []
        for record in records - known.record_id:
            group, manner, reason = defaults[record.category_id.sudo(False)]
            lines.append(
                {
                    "transfer_id": self.id,
                    "record_id": record.id,
                    "group": group,
                    "manner": manner,
                    "default_manner": manner,
                    "reason": reason,
                }
            )
        listed._create_protected(lines)
        return vals

    def _list_obstacles(self, after):
        """Look what is in the way of the next files, and in the end of the estate itself."""
        query = self._leaving_query()
        ids, last = next_page(self.env, query, after, LIST_BATCH)
        records = self.env["property.archive.record"].browse(ids)
        self._note_obstacles(records._get_blockers("hand_over"))
        if last:
            return {"progress": {"phase": "obstacles", "after": last}}
        self._note_obstacles(self.project_id._get_blockers(records.browse()))
        self.env["property.archive.log"]._log("estate_listed", self)
        return {"state": "listed", "progress": False}

    def _leaving_query(self):
        """Ids of the files that go, in original or in copy.

        :rtype: odoo.tools.SQL
        """
        self.env.flush_all()
        return SQL(
            "SELECT record_id AS id FROM property_archive_estate_transfer_line"
            " WHERE transfer_id = %s AND record_id IS NOT NULL AND manner <> 'kept'",
            self.id,
        )

    def _leaving(self):
        """The files that go, as superuser.

        :rtype: property.archive.record
        """
        rows = self.env.execute_query(self._leaving_query())
        return self.env["property.archive.record"].sudo().browse([row[0] for row in rows])

    def _note_obstacles(self, reasons):
        """Note what stands in the way.

        :param dict reasons: as ``_get_blockers`` of estates and files returns it
        """
        records = self.env["property.archive.record"]
        self.env["property.archive.estate.transfer.obstacle"].sudo()._create_protected(
            [
                {
                    "transfer_id": self.id,
                    "record_id": document.id if document._name == records._name else False,
                    "code": blocker.code,
                    "text": blocker.text,
                    "res_model": blocker.document._name,
                    "res_id": blocker.document.id,
                }
                for document, blockers in reasons.items()
                for blocker in blockers
                if blocker.document != self
            ]
        )

    def _get_blockers(self):
        """What stands in the way now, on locked rows, without what is this document's own.

        :return: as :meth:`property.archive.project._get_blockers`
        :rtype: dict
        """
        self.ensure_one()
        leaving = self._leaving()
        leaving._lock_rows()
        project = self.project_id
        found = project._get_blockers(leaving.with_env(self.env))
        reasons = {}
        for document, blockers in found.items():
            others = [blocker for blocker in blockers if blocker.document != self]
            if others:
                reasons[document] = others
        listed = self.env["property.archive.estate.transfer.line"].sudo()
        listed = listed._search([("transfer_id", "=", self.id), ("record_id", "!=", False)])
        unlisted = (
            self.env["property.archive.record"]
            .sudo()
            .search_count(
                [
                    ("project_id", "=", project.id),
                    ("state", "in", PRESENT_STATES),
                    ("id", "not in", listed.subselect("record_id")),
                ]
            )
        )
        if unlisted:
            text = self.env._("%s files are not on the list: list everything again", unlisted)
            reasons.setdefault(project, []).append(Blocker("unlisted", project, text))
        return reasons

    def _check_obstacles(self):
        """Raise while anything stands in the way; the rows of the files stay locked.

        :raise UserError: naming the first of it
        """
        for transfer in self:
            reasons = transfer._get_blockers()
            if reasons:
                raise UserError(
                    self.env._(
                        "%(transfer)s cannot go on. %(reasons)s\nBring it in order, or say of a"
                        " file why it stays here.",
                        transfer=transfer.display_name,
                        reasons=transfer.project_id._format_blockers(reasons),
                    )
                )
