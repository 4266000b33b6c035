from odoo import models
from odoo.exceptions import UserError


class PropertyArchiveTakeover(models.Model):
    """Create drafts of received papers, which are then handed in like other records."""

    _inherit = "property.archive.takeover"

    def action_make_drafts(self):
        """Create a draft for each received paper that has a category.

        :return: action that lists the drafts
        :raise UserError: when there is nothing left to make
        """
        self.ensure_one()
        self._lock_in_state("open", "done", access="write")
        lines = self.line_ids.filtered(
            lambda line: line.category_id
            and line.category_id.subject_kind in ("none", "partner")
            and not line.record_id
            and line.result in ("complete", "part")
        )
        if not lines:
            raise UserError(
                self.env._(
                    "%s: nothing is left to make a file of. What belongs to single units or"
                    " employees is filed with them, by an import.",
                    self.display_name,
                )
            )
        records = self.env["property.archive.record"].create(
            [line._draft_values() for line in lines]
        )
        for line, record in zip(lines, records, strict=True):
            line.sudo()._write_protected({"record_id": record.id})
        return self.action_open_records()

    def action_open_records(self):
        """Open the files created from this takeover."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("id", "in", self.sudo().line_ids.record_id.ids)]
        action["context"] = {}
        return action


class PropertyArchiveTakeoverLine(models.Model):
    """The file created from a paper."""

    _inherit = "property.archive.takeover.line"

    def _draft_values(self):
        """Values of the draft that this paper becomes."""
        takeover = self.takeover_id
        return {
            "name": f"{takeover.project_id.name} {self.name}",
            "category_id": self.category_id.id,
            "partner_id": takeover.giver_id.id if self.category_id.subject_kind == "partner" else 0,
            "project_id": takeover.project_id.id,
            "company_id": takeover.company_id.id,
            "date_document": takeover.date,
            "quantity": max(self._came(), 1),
            "note": "\n".join(filter(None, (self.note, self.later_note))),
        }
