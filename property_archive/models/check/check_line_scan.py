from odoo import api, fields, models

from ...groups import ARCHIVIST
from ...selections import KEPT_STATES

#: Results of records that were seen, expected or not.
SEEN = ["found", "misplaced", "unknown", "damaged"]


class PropertyArchiveCheckLine(models.Model):
    """Handling of scanned codes (requirement C3)."""

    _inherit = "property.archive.check.line"

    @api.model
    def _scan(self, check, code, place):
        """Record what was scanned; see :meth:`~.check.PropertyArchiveCheck.action_scan`.

        :param check: the check, which the current user may count
        :param str code: what the scanner read
        :param place: ``property.archive.location`` in front of which the user stands, or none
        :rtype: dict
        """
        code = (code or "").strip()
        if not code or len(code) > 128:
            return {"status": "danger", "message": self.env._("No code could be read.")}
        lines = self.sudo()
        Record = self.env["property.archive.record"].sudo().with_company(check.company_id)
        record = Record._by_code(code)
        line = lines.browse()
        if record:
            line = lines.search([("check_id", "=", check.id), ("record_id", "=", record.id)])
        if not line:
            return lines._scan_surprise(check, code, record, place)
        line._lock_rows()
        if line.result in SEEN:
            return {
                "status": "warning",
                "message": self.env._(
                    "%(record)s was counted already, by %(user)s.",
                    record=line.display_name,
                    user=line.user_id.name,
                ),
            }
        at_home = line._is_at_home(place)
        line._set_result(
            "found" if at_home else "misplaced",
            found_location_id=place.id or line.expected_location_id.id,
            condition=line.condition or "good",
            note=self.env._("By the register it was out.") if line.result == "out" else line.note,
        )
        if at_home:
            return {"status": "success", "message": line.display_name}
        return {
            "status": "warning",
            "message": self.env._(
                "%(record)s has its place in %(place)s.",
                record=line.display_name,
                place=line.expected_location_id.display_name or self.env._("no place"),
            ),
        }

    def _is_at_home(self, place):
        """Whether the record belongs in this place, now or when counting began."""
        if not place:
            return True
        around = place.sudo()._with_parents()
        homes = (self.expected_location_id | self.record_id.location_id).sudo()
        return any(home in around or place in home._with_parents() for home in homes)

    def _scan_surprise(self, check, code, record, place):
        """Record an unexpected find: a record of another place, or an unknown code.

        Users without an archive role get the same message for both.
        """
        gone = record and record.state not in KEPT_STATES
        check.sudo()._claim_rows()  # lock against concurrent closing
        self.flush_model()
        self.env.cr.execute(
            "INSERT INTO property_archive_check_line (check_id, company_id, record_id, code,"
            " expected, blind, expected_location_id, found_location_id, result, condition, note,"
            " user_id, date)"
            " VALUES (%s, %s, %s, %s, FALSE, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            (
                check.id,
                check.company_id.id,
                record.id or None,
                None if record else code,
                check.blind,
                record.location_id.id or None,
                place.id or None,
                "misplaced" if record else "unknown",
                "good" if record else None,
                self.env._("By the register it is no longer kept.") if gone else None,
                self.env.uid,
                fields.Datetime.now(),
            ),
        )
        new = self.env.cr.fetchone()
        self.invalidate_model(flush=False)
        check.invalidate_recordset(["line_ids"])
        archivist = self.env.user.has_group(ARCHIVIST)
        if not new:
            message = self.env._("%s was noted already.", code)
        elif record and archivist:
            message = self.env._(
                "%(record)s is not expected here; it has its place in %(place)s.",
                record=record.display_name,
                place=record.location_id.display_name or self.env._("no place"),
            )
        elif archivist:
            message = self.env._("No record has the code %s: noted as unknown.", code)
        else:
            message = self.env._("%s is not expected here: noted for the archivist.", code)
        return {"status": "warning" if not new or record else "danger", "message": message}

    def _set_result(self, result, **vals):
        """Set the result of these lines; the log keeps an earlier "missing"."""
        again = self.filtered(lambda line: line.result == "missing")
        for line in again:
            self.env["property.archive.log"]._log(
                "check_recount", line.check_id, line=line.id, result=result
            )
        self._write_protected(
            {"result": result, "user_id": self.env.uid, "date": fields.Datetime.now(), **vals}
        )
