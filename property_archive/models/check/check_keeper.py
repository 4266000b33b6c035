from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...groups import ARCHIVIST


class PropertyArchiveCheck(models.Model):
    """Department archivists check only the records they keep (J4, C3)."""

    _inherit = "property.archive.check"

    def _archive_is_kept(self):
        records = self.env["property.archive.record"].sudo()
        for check in self.sudo():
            expected = check._expected_domain(check.company_id)
            if check.state != "draft":
                lines = check.line_ids.filtered("expected")
                expected = Domain("id", "in", lines.record_id.ids)
            if records.search_count(expected & Domain("kept", "=", False), limit=1):
                return False
        return True


class PropertyArchiveCheckLine(models.Model):
    """Records of other keepers that are found are noted and left to their keeper."""

    _inherit = "property.archive.check.line"

    @api.model
    def _access_statement(self, operation):
        """Finds that others keep are seen by the archivists of all (J4)."""
        statement = super()._access_statement(operation)
        if self.env.user.has_group(ARCHIVIST):
            return statement
        return statement & (
            Domain("expected", "=", True)
            | Domain("record_id", "=", False)
            | Domain("record_id.kept", "=", True)
        )

    def _prepare_settling(self):
        lines = super()._prepare_settling()
        records = lines.record_id.sudo(False)
        if not records._is_archivist():
            raise UserError(
                self.env._(
                    "%s is kept by others: tell the archivists of the company, who put it back.",
                    records[:1].display_name,
                )
            )
        return lines
