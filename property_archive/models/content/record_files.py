import base64
import binascii
import os
import unicodedata
from itertools import pairwise

from odoo import models
from odoo.exceptions import UserError

from ...reading.pages import page_count_of

#: The share of a piece's pairs of characters that a file name must have to be that piece.
_ALIKE = 0.5


def _letters(text):
    """A name as it is compared: only letters and digits, full width as half width."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(character for character in folded if character.isalnum())


def _likeness(piece, file):
    """How much a file name says that it is this piece: from 0 to 2."""
    piece, file = _letters(piece), _letters(file)
    if not piece or not file:
        return 0
    if piece in file or (len(file) > 1 and file in piece):
        return 1 + min(len(piece), len(file)) / max(len(piece), len(file))
    pairs, found = (set(pairwise(text)) for text in (piece, file))
    share = len(pairs & found) / len(pairs) if pairs else 0
    return share if share >= _ALIKE else 0


class PropertyArchiveRecord(models.Model):
    """Several files at once are spread over the checklist of a draft (A6)."""

    _inherit = "property.archive.record"

    def action_spread_files(self, names):
        """Say which piece each of several files is.

        By its name; files whose names say nothing fill what is still open, in the order of the
        list, what is required first.

        :param list names: names of the files
        :return: for each file the id of the piece, False where it is one more piece
        :rtype: list(int)
        :raise UserError: once the record was handed in
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        free = self.enclosure_ids.filtered(lambda e: not e.attachment_id and not e.none)
        stems = [os.path.splitext(str(name))[0] for name in names]
        ranked = sorted(
            (
                (-_likeness(piece.name, stem), place, piece.id)
                for place, stem in enumerate(stems)
                for piece in free
            ),
        )
        found, taken = {}, set()
        for likeness, place, piece in ranked:
            if likeness and place not in found and piece not in taken:
                found[place] = piece
                taken.add(piece)
        left = free.filtered(lambda e: e.id not in taken)
        left = iter((left.filtered("required") + left.filtered(lambda e: not e.required)).ids)
        return [found.get(place) or next(left, False) for place in range(len(stems))]

    def action_add_file(self, piece_id, name, data):
        """Add a file to a piece of this draft; the piece is there then, with its pages.

        :param int piece_id: id of a piece of this record; False: one more piece
        :param str name: of the file
        :param str data: base64
        :return: id of the piece
        :rtype: int
        :raise UserError: once the record was handed in, or for a file that has no content
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        try:
            content = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            content = b""
        if not content:
            raise UserError(
                self.env._("The file %s is empty (0 bytes): scan or save it again.", name)
            )
        pieces = self.enclosure_ids
        piece = pieces.filtered(lambda e: e.id == piece_id)
        vals = {"file": data, "file_name": name, "present": True}
        if pages := page_count_of(content):
            vals["page_count"] = pages
        if piece:
            piece.write(vals)
        else:
            stem = os.path.splitext(name)[0] or name
            piece = pieces.create([{**vals, "record_id": self.id, "name": stem}])
        return piece.id
