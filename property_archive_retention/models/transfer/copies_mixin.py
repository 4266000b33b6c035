from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveCopiesMixin(models.AbstractModel):
    """Copies that stay behind, destroyed like anything else once receipt is confirmed (E8).

    The document is ``done`` then, and has a field ``destruction_ids`` of its own.
    """

    _name = "property.archive.copies.mixin"
    _description = "Copies Left Behind"

    copies_left = fields.Boolean(
        "Own Copies Left",
        compute="_compute_copies_left",
        help="Files of the transferred records are still here, and on no list.",
    )

    def _sent_records(self):
        """Hook: the records that went, and of which no content need stay, as superuser.

        :rtype: property.archive.record
        """
        raise NotImplementedError

    def _receiving_archive(self):
        """Hook: who has them now.

        :rtype: res.partner
        """
        raise NotImplementedError

    def _compute_copies_left(self):
        for document in self:
            document.copies_left = document.state == "done" and bool(document._copied_records())

    def _copied_records(self):
        """Received records whose files are still here and on no list, as superuser."""
        self.ensure_one()
        records = self._sent_records().filtered(lambda r: r.state == "transferred")
        kept = records._content_attachments()
        listed = records._open_destruction_lines()
        return records.filtered(lambda r: r.id in kept and r.id not in listed)

    def action_destroy_copies(self):
        """List the copies for destruction: approval, waiting and witnesses as for originals.

        :return: action that shows the batches
        :raise UserError: when the receipt is not confirmed, or nothing is left
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("done")
        records = self._copied_records().sudo(False)._filtered_access("read")
        if not records:
            raise UserError(self.env._("No copies of %s are left here.", self.name))
        batches = self.env["property.archive.destruction"]
        inverse = self._fields["destruction_ids"].inverse_name
        for (department, _key), group in batches._group_by_procedure(records).items():
            reason = self.env._(
                "The receipt by %(archive)s is confirmed in %(transfer)s.",
                archive=self._receiving_archive().name,
                transfer=self.name,
            )
            batch = batches.with_company(self.company_id).create(
                {"department_id": department.id, "reason": reason, "method": "wipe"}
            )
            batch.sudo()._write_protected({inverse: self.id, "state": "draft"})
            lines = batch._add_lines(group)
            lines._write_protected({"opinion": "destroy", "opinion_reason": reason})
            batches |= batch
        return batches._get_batches_action()

    def action_open_destructions(self):
        """The destructions of the copies."""
        return self.destruction_ids._get_batches_action()


class PropertyArchiveTransfer(models.Model):
    """What another archive received need not stay here (E8)."""

    _name = "property.archive.transfer"
    _inherit = ["property.archive.transfer", "property.archive.copies.mixin"]

    destruction_ids = fields.One2many("property.archive.destruction", "transfer_id")

    def _sent_records(self):
        return self.sudo().line_ids.record_id

    def _receiving_archive(self):
        return self.sudo().destination_id
