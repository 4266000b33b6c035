from odoo import models
from odoo.exceptions import UserError

from .destruction_proposal import note_of

_ACTIVITY = "property_archive_retention.mail_activity_type_destruction"


class PropertyArchiveDestruction(models.Model):
    """Each line gets an opinion; what is to be destroyed becomes the batch (E2)."""

    _inherit = "property.archive.destruction"

    def action_opinion_destroy(self):
        """Give every line without an opinion the opinion *destroy*, by its rule."""
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("appraisal")
        lines = self.line_ids.filtered(lambda line: not line.opinion and line.state == "proposed")
        for rule, group in lines.grouped(
            lambda line: line.sudo().record_id.retention_rule_id
        ).items():
            group.write(
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
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("appraisal")
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
        self._check_appraised_by_two(lines)
        other = lines.filtered(lambda line: line.opinion != "destroy")
        other._check_opinion()
        other._write_protected({"state": "kept"})
        self._drop_blocked(lines - other)
        self.sudo()._write_protected({"state": "draft"})
        self.sudo().activity_unlink([_ACTIVITY])
        return True

    def _check_appraised_by_two(self, lines):
        """Raise when only the requester appraised these lines (E2).

        :param lines: ``property.archive.destruction.line`` with an opinion
        :raise UserError: while the requester is the only one
        """
        people = lines.opinion_by_id | self.env.user
        if not people - self.sudo().requester_id._archive_same_person():
            raise UserError(
                self.env._(
                    "You proposed %s and appraised it alone: a second person gives an opinion, or"
                    " closes the appraisal.",
                    self.name,
                )
            )

    def write(self, vals):
        before = {batch: batch.panel_ids for batch in self} if "panel_ids" in vals else {}
        result = super().write(vals)
        for batch, users in before.items():
            batch._ask_panel(batch.panel_ids - users)
        return result

    def _ask_panel(self, users):
        """Ask members of the panel for their opinions, once each.

        :param users: ``res.users``
        """
        self.ensure_one()
        if self.state != "appraisal":
            return
        for user in users.filtered("active") - self.env.user:
            self._ask_person(user, lambda env: env._("Give each record an opinion"))

    def action_open_appraisal(self):
        """The lines of this batch, to give many of them an opinion at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_destruction_line_action_appraise"
        )
        action["domain"] = [("destruction_id", "=", self.id)]
        return action

    def _drop_blocked(self, lines):
        """Take lines off the list whose records may not be destroyed now, with the reason.

        Locks the records and asks for their blockers again.

        :return: the lines that stay
        """
        records = lines.record_id.sudo()
        records._lock_rows()
        blockers = self._blockers_of(records)
        for line in lines:
            if reasons := blockers.get(line.record_id):
                line._leave_list(note_of(reasons))
        kept = lines.filtered("is_open")
        # whatever blocked these lines when they were listed is settled by now
        kept.filtered("blocker_note").sudo()._write_protected({"blocker_note": False})
        return kept
