from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class PropertyArchiveRecord(models.Model):
    """Missing pieces and scans join a filed record without an amendment (J2, J26).

    Filed content does not change: a missing piece of the checklist is added, or filed
    paper gets an electronic copy too (003-9 四 1). Any other
    change is an amendment with an approval (A10).
    """

    _inherit = "property.archive.record"

    def action_complete(self):
        """Open the wizard that adds missing pieces or scans of filed paper."""
        self.ensure_one()
        self._check_completes()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_complete_wizard_action"
        )
        action["context"] = {"default_record_id": self.id}
        return action

    def _check_completes(self):
        """Raise unless the current user is an archivist who sees this record."""
        self._check_archivist()
        self._check_state("filed")
        self._check_blockers("amend")

    def _pieces_to_complete(self):
        """Pieces that may be added: missing ones, and paper ones without an electronic copy.

        Checklist pieces of the category, whose names reveal nothing, and other pieces only
        if the current user may read their content.

        :rtype: property.archive.enclosure
        """
        self.ensure_one()
        pieces = self.sudo().enclosure_ids.filtered(lambda e: not e.present or not e.attachment_id)
        own = pieces.filtered(lambda e: not e.piece_id)
        readable = own.sudo(False)._filtered_access("read").sudo() if own else own
        return pieces - (own - readable)

    def _complete(self, additions):
        """Add pieces, and record it as a review of the file.

        :param additions: dicts with ``piece`` (``property.archive.enclosure``), ``form``,
            ``page_count``, ``file`` (base64) and ``file_name``
        :rtype: property.archive.review
        :raise UserError: for a piece that already has its file
        """
        self.ensure_one()
        self._check_completes()
        self._lock_rows()
        allowed = self._pieces_to_complete()
        added, scanned, pages = [], [], 0
        for addition in additions:
            piece = addition["piece"].sudo()
            if piece not in allowed:
                raise UserError(
                    self.env._(
                        "%(record)s: “%(piece)s” is there already: a change is an amendment.",
                        record=self.display_name,
                        piece=piece.name if piece.piece_id else piece.id,
                    )
                )
            if not piece.present:
                pages += addition.get("page_count") or 0
                added.append(piece.name)
                piece._write_protected(
                    {
                        "present": True,
                        "form": addition.get("form") or "original",
                        "page_count": addition.get("page_count") or 0,
                    }
                )
            else:
                scanned.append(piece.name)
            if addition.get("file"):
                piece._add_first_version(addition["file"], addition.get("file_name"))
        self.sudo()._check_originals()
        entry = self.sudo()
        vals = {"page_count": entry.page_count + pages} if pages else {}
        if scanned and entry.medium == "paper":
            vals["medium"] = "both"
        if vals:
            entry._write_protected(vals)
        entry._completed()
        texts = []
        if added:
            texts.append(self.env._("Added: %s", format_list(self.env, added)))
        if scanned:
            texts.append(self.env._("Scanned: %s", format_list(self.env, scanned)))
        self.env["property.archive.log"]._log(
            "completed", self, pieces=[a["piece"].id for a in additions]
        )
        return self._review("completed", "\n".join(texts))


class PropertyArchiveEnclosure(models.Model):
    """A piece, or its first file, added after the record was filed."""

    _inherit = "property.archive.enclosure"

    date_added = fields.Datetime("Added On", readonly=True, copy=False)
    completing = fields.Boolean(
        readonly=True, copy=False, help="Its first file is being added: for one transaction."
    )

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the first file of a piece that is being completed.

        As for an amendment, the state in the database permits it, not a context key.
        """
        pieces = self
        if operation == "create":
            pieces = self.filtered(
                lambda e: not (e.sudo().completing and e.sudo().record_id.state == "filed")
            )
        return super(PropertyArchiveEnclosure, pieces)._check_archive_files(operation)

    def _add_first_version(self, data, file_name):
        """Add the first file of this piece of a filed record."""
        self._write_protected({"completing": True})
        self._add_version(data, file_name)
        self._write_protected({"completing": False})

    def _write_protected(self, vals):
        late = vals.get("present") and self.filtered(
            lambda e: not e.present and e.record_id.state == "filed"
        )
        result = super()._write_protected(vals)
        if late:
            super(PropertyArchiveEnclosure, late)._write_protected(
                {"date_added": fields.Datetime.now()}
            )
        return result
