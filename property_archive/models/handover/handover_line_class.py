from odoo import fields, models

from ...notify import tell


class PropertyArchiveHandoverLine(models.Model):
    """The receiver may file a record in another category than the one handed in (J6)."""

    _inherit = "property.archive.handover.line"

    category_id = fields.Many2one(
        "property.archive.category",
        "Class It As",
        ondelete="restrict",
        check_company=True,
        help="Another class than it was handed in under: it moves there when it is accepted."
        " Empty: it stays where it is.",
    )
    class_note = fields.Char(
        "To Follow in the Other Class",
        readonly=True,
        help="Beside what the giver noted and signed: what the class chosen by the archive asks"
        " for besides.",
    )

    def action_accept(self):
        """Accept these lines in the category that the receiver chose."""
        self._check_receiver()
        for line in self:
            line._classify()
        return super().action_accept()

    def _missing_because(self):
        """What the giver noted of missing pieces, or what the other class asks for besides.

        :rtype: str
        """
        return (self.missing_note or "").strip() or self.class_note or ""

    def _classify(self):
        """Move the records to the category that the receiver chose (000 细则 1).

        The level is never lowered. Pieces that the new category also requires are noted as
        missing and followed up; the file is not returned for them.
        """
        line = self.sudo()
        record, category = line.record_id, line.category_id
        if not category or category == record.category_id or record.state != "submitted":
            return
        before = record.category_id
        level = max(record.level_id, category.level_id, key=lambda level: level.rank)
        vals = {"category_id": category.id, "level_id": level.id, "scope": record.scope}
        # via the draft state, as if returned and submitted again, so the checklist is renewed
        record._write_protected({**vals, "state": "draft"})
        record._change_checklist()
        record._write_protected({"state": "submitted"})
        record.flush_recordset()
        if record.missing_pieces:
            note = self.env._("Classed by the archive as %s: to follow.", category.display_name)
            line._write_protected({"class_note": note})
        self.env["property.archive.log"]._log(
            "classified", record, before=before.code, after=category.code
        )
        giver = line.handover_id.giver_id
        text = self.env._(
            "%(record)s: handed in as %(before)s, classed as %(after)s by %(user)s.",
            record=record.display_name,
            before=before.display_name,
            after=category.display_name,
            user=self.env.user.name,
        )
        subject = self.env._("The archive classed your file anew")
        tell(self.env, giver.partner_id, subject, [text], line.handover_id)
