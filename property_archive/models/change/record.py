from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...groups import USER


class PropertyArchiveRecord(models.Model):
    """Amendments of filed records (requirement A10)."""

    _inherit = "property.archive.record"

    amendment_ids = fields.One2many("property.archive.amendment", "record_id", "Amendments")
    amendment_count = fields.Integer(compute="_compute_amendment_count")

    @api.model
    def _copied_texts(self):
        # only values that name the volume, not those of the record's own title
        texts = (("old_text", "new_text"), SQL("t.field_name = 'parent_id'"))
        return {**super()._copied_texts(), "property_archive_amendment_value": texts}

    def _compute_amendment_count(self):
        counts = dict(
            self.env["property.archive.amendment"]._read_group(
                [("record_id", "in", self.ids)], ["record_id"], ["__count"]
            )
        )
        for record in self:
            record.amendment_count = counts.get(record, 0)

    def action_amend(self):
        """Ask for a change of this filed record."""
        return self._action_amendment("amend")

    def _action_amendment(self, kind):
        """Action of the form for a new amendment of this record.

        :param str kind: a value of ``property.archive.amendment.kind``
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(USER):
            raise UserError(self.env._("This is for the clerks and archivists of the company."))
        names = dict(
            self.env["property.archive.amendment"]._fields["kind"]._description_selection(self.env)
        )
        return {
            "type": "ir.actions.act_window",
            "name": names[kind],
            "res_model": "property.archive.amendment",
            "view_mode": "form",
            "context": {"default_record_id": self.id, "default_kind": kind},
        }

    def action_open_amendments(self):
        """Open the amendments of this record that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_amendment_action"
        )
        action["domain"] = [("record_id", "=", self.id)]
        action["context"] = {"default_record_id": self.id}
        return action

    def _clear_content(self):
        result = super()._clear_content()
        records = self.sudo().browse(self.ids)
        records = records.with_context(tracking_disable=True, active_test=False)
        records.amendment_ids._clear_content()
        return result

    def _content_documents(self):
        return [*super()._content_documents(), self.amendment_ids]
