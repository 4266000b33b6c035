from odoo import models
from odoo.exceptions import UserError


class PropertyArchiveDestruction(models.Model):
    """Each line gets an opinion; what is to be destroyed becomes the batch (E2)."""

    _inherit = "property.archive.destruction"

    def action_opinion_destroy(self):
        """Give every line without an opinion the opinion *destroy*, by its rule."""
        self._check_archivist()
        self._check_state("appraisal")
        for line in self.line_ids.filtered(
            lambda line: not line.opinion and line.state == "proposed"
        ):
            rule = line.sudo().record_id.retention_rule_id
            line.write(
                {
                    "opinion": "destroy",
                    "opinion_reason": self.env._("Period over: %s", rule.duration),
                }
            )
        return True

    def action_appraised(self):
        """The appraisal is done: what is to be destroyed becomes the batch, in one step.

        Lines with another opinion and lines with something unsettled leave the list.

        :raise UserError: when a line has no opinion or no reason
        """
        self._check_archivist()
        self._check_state("appraisal")
        lines = self.sudo().line_ids.filtered(lambda line: line.state == "proposed")
        if not lines:
            raise UserError(self.env._("%s lists nothing: add records first.", self.name))
        missing = lines.filtered(
            lambda line: not line.opinion or not (line.opinion_reason or "").strip()
        )
        if missing:
            raise UserError(
                self.env._(
                    "Give an opinion and its reason for each line; still open: %s",
                    ", ".join(missing[:5].record_id.mapped("display_name")),
                )
            )
        other = lines.filtered(lambda line: line.opinion != "destroy")
        other._check_opinion()
        other._write_protected({"state": "kept"})
        self._drop_blocked(lines - other)
        self.sudo()._write_protected({"state": "draft"})
        return True

    def _drop_blocked(self, lines):
        """Take lines off the list whose records may not be destroyed now, with the reason.

        Locks the records and asks them again.

        :return: the lines that stay
        """
        records = lines.record_id.sudo()
        records._lock_rows()
        blockers = self._blockers_of(records)
        for line in lines:
            texts = blockers.get(line.record_id)
            if texts:
                line._leave("; ".join(texts))
        return lines.filtered("is_open")
