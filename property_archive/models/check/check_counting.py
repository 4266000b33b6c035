from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...selections import KEPT_STATES


class PropertyArchiveCheck(models.Model):
    """Counting: fix the list of expected records and scan what is there (C3)."""

    _inherit = "property.archive.check"

    def _check_archivist(self):
        self.check_access("write")
        return super()._check_archivist()

    def action_start(self):
        """Fix the list of expected records and start counting.

        :raise UserError: when there is nothing to count, or a blind count has no counter
            or no other person to close it
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_rows()
        self._check_state("draft")
        if self.blind and not self.counter_ids:
            raise UserError(self.env._("Name who counts: in a blind count nobody else does."))
        if self.blind and self.user_id in self.counter_ids._archive_same_person():
            raise UserError(
                self.env._("In a blind count %s cannot both count and close.", self.user_id.name)
            )
        if not self._freeze_expected():
            raise UserError(
                self.env._(
                    "No filed record is kept there: nothing is to be counted in %s.", self.name
                )
            )
        self.sudo()._write_protected({"state": "counting", "date_start": fields.Datetime.now()})
        self.env["property.archive.log"]._log("check_started", self)
        return True

    def _freeze_expected(self):
        """Write a line for each expected record, in one SQL statement.

        :return: how many
        :rtype: int
        """
        Record = self.env["property.archive.record"].sudo()
        Record.flush_model(["availability", "location_id"])
        self.env["property.archive.check.line"].flush_model()
        query = Record._search(self._expected_domain(self.company_id), order="id")
        alias = query.table

        def column(name):
            return SQL.identifier(alias, name)

        self.env.cr.execute(
            SQL(
                "INSERT INTO property_archive_check_line (check_id, company_id, record_id,"
                " expected, blind, expected_location_id, result) %s",
                query.select(
                    SQL("%s", self.id),
                    column("company_id"),
                    column("id"),
                    SQL("TRUE"),
                    SQL("%s", self.blind),
                    SQL("%s", column("location_id")),
                    SQL(
                        "CASE WHEN %s = 'out' THEN 'out' ELSE 'pending' END", column("availability")
                    ),
                ),
            )
        )
        count = self.env.cr.rowcount
        self.env["property.archive.check.line"].invalidate_model(flush=False)
        self.invalidate_recordset(["line_ids"], flush=False)
        return count

    def action_scan(self, code, location_id=False):
        """Count what the user scanned in front of a place.

        Allowed for the named counters, and for archivists unless the count is blind.

        :param str code: barcode of a place, or code of a record
        :param int location_id: id of the place scanned last
        :return: ``status``, ``message`` and the current place for the next scan
        :rtype: dict
        :raise UserError: when the current user may not count in this check now
        """
        self.ensure_one()
        self._check_counter()
        Place = self.env["property.archive.location"].with_company(self.company_id)
        place = Place._by_barcode(code)
        if place:
            return {
                "status": "success",
                "message": self.env._("Place %s", place.display_name),
                "location_id": place.id,
                "location": place.display_name,
            }
        place = Place.browse(location_id or []).exists()
        place.check_access("read")
        if place.sudo().company_id - self.company_id:
            raise UserError(self.env._("%s is a place of another company.", place.display_name))
        return self.env["property.archive.check.line"]._scan(self, code, place)

    def _check_counter(self):
        self.check_access("read")
        self._check_state("counting")
        if not self.may_scan:
            raise UserError(self.env._("You do not count in %s.", self.name))

    def _check_at_work(self):
        """Raise unless the current user counts here, or is the archivist who closes it."""
        self.check_access("read")
        self._check_state("counting")
        if not self.may_scan and not self._is_archivist():
            raise UserError(self.env._("You do not count in %s.", self.name))

    def action_rest_missing(self):
        """Set the remaining lines to missing, as the archivist who closes the check.

        Records that regularly left the archive meanwhile are noted as such, not as missing.
        """
        self.ensure_one()
        self._check_closer()
        self._lock_rows()
        pending = self.sudo().line_ids.filtered(lambda line: line.result == "pending")
        left = pending.filtered(
            lambda line: line.record_id.state not in KEPT_STATES
            or line.record_id.availability == "out"
        )
        left._set_result("out")
        (pending - left)._set_result("missing")
        return True

    def _check_closer(self):
        self._check_archivist()
        self._check_state("counting")
        if self.blind and self.env.user in self.sudo().counter_ids._archive_same_person():
            raise UserError(
                self.env._("Who counts blind does not close: %s does.", self.user_id.name)
            )
