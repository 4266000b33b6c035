import base64

import segno
from markupsafe import Markup
from reportlab.graphics.barcode.code128 import Code128

from odoo import api, models

_PAD = 2.0
#: Smallest letters that are read at arm's length.
_SMALLEST = 2.0
_FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"


def _width(text):
    """Width of a text in units of its font size: a Chinese character is as wide as high."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.6 for char in text)


class PropertyArchiveLabel(models.AbstractModel):
    """Labels as drawings in millimetres (requirement C2).

    A drawing keeps its measures on every printer; everything on it is read from the
    documents when it is printed, so a label follows a change of the customer's name.
    """

    _name = "property.archive.label"
    _description = "Archive Label"

    @api.model
    def _label_of(self, document, kind):
        """What stands on a label.

        :param document: a record or a place
        :param str kind: ``record``, ``spine`` or ``place``
        :return: ``code`` for the symbol, ``big`` for the eye, ``lines`` below it
        :rtype: dict
        """
        if kind == "place":
            kinds = dict(document._fields["kind"]._description_selection(self.env))
            return {
                "code": document.barcode,
                "big": document.name,
                "lines": [document.complete_name, kinds[document.kind], document.barcode],
            }
        # The title of a confidential record stands on no label: the box is seen by everybody.
        public = not document.level_id.clearance_required
        category = document.category_id.name
        if kind == "spine":
            unit = document.unit_id.sudo()
            return {
                "code": document.reference,
                "big": unit.code or document.plate or document.reference,
                "lines": [
                    document.partner_id.sudo().name if public else "",
                    category,
                    document.reference,
                ],
            }
        return {
            "code": document.reference,
            "big": document.reference,
            "lines": [document.name if public else "", category, document.level_id.name],
        }

    @api.model
    def _sheets(self, labels, label_format, skip=0):
        """Pages of labels, each a drawing of the whole page.

        :param list labels: see :meth:`_label_of`
        :param label_format: ``property.archive.label.format``
        :param int skip: how many labels of the first sheet were used already
        :return: each as a data URI
        :rtype: list(str)
        """
        places = [None] * skip + list(labels)
        size = label_format.per_page
        return [
            self._uri(self._sheet(places[start : start + size], label_format))
            for start in range(0, len(places), size)
        ]

    def _uri(self, drawing):
        encoded = base64.b64encode(str(drawing).encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"

    def _sheet(self, labels, label_format):
        drawn = [
            self._draw(label, *label_format._place(index), label_format)
            for index, label in enumerate(labels)
            if label
        ]
        # a hair less high than the paper: rounding makes no empty page behind it
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            ' preserveAspectRatio="xMinYMin meet">{labels}</svg>'
        ).format(
            width=f"{label_format.page_width:g}",
            height=f"{label_format.page_height - 0.5:g}",
            labels=Markup("").join(drawn),
        )

    def _draw(self, label, left, top, label_format):
        width = label_format.label_width - 2 * _PAD
        height = label_format.label_height - 2 * _PAD
        left, top = left + _PAD, top + _PAD
        bars = label_format.symbol == "code128" and label["code"].isascii()
        lines = [line for line in label["lines"] if line and line != label["big"]]
        if bars:
            symbol_height = min(height * 0.4, 14)
            symbol = self._bars(
                label["code"], left, top + height - symbol_height, width, symbol_height
            )
            return symbol + self._text(
                label["big"], lines, left, top, width, height - symbol_height
            )
        if height > 1.3 * width:
            # a spine: one above the other
            side = min(width, height * 0.4)
            symbol = self._qr(label["code"], left + (width - side) / 2, top + height - side, side)
            return symbol + self._text(label["big"], lines, left, top, width, height - side - 1)
        side = min(height, width * 0.42)
        symbol = self._qr(label["code"], left, top + (height - side) / 2, side)
        return symbol + self._text(
            label["big"], lines, left + side + 1, top, width - side - 1, height
        )

    def _text(self, big, lines, left, top, width, height):
        """One large line and small ones below it, as large as they fit."""
        size = min(width / max(_width(big), 0.1), height * 0.45)
        y = top + size
        parts = [self._line(big, left, y, size, "bold")]
        small, pieces = min(size * 0.6, 4.5), lines
        while lines:
            pieces = [piece for line in lines for piece in self._wrap(line, width / small)]
            if 1.25 * small * len(pieces) <= height - size + 0.3:
                break
            if small <= _SMALLEST:
                # as much as there is room for: of each the beginning
                pieces = [self._cut(line, width / small) for line in lines]
                break
            small = max(0.9 * small, _SMALLEST)
        for piece in pieces:
            y += 1.25 * small
            if y <= top + height + 0.3:
                fitting = min(small, width / max(_width(piece), 0.1))
                parts.append(self._line(piece, left, y, fitting, "normal"))
        return Markup("").join(parts)

    def _wrap(self, line, most):
        """A text in pieces that are no wider than so many characters; a code stays whole."""
        if line.isascii():
            return [line]
        pieces, wide = [""], 0
        for char in line:
            wide += _width(char)
            if wide > most and pieces[-1]:
                pieces.append("")
                wide = _width(char)
            pieces[-1] += char
        return pieces

    def _cut(self, line, most):
        if line.isascii() or _width(line) <= most:
            return line
        while line and _width(line) + 1 > most:
            line = line[:-1]
        return f"{line}…"

    def _line(self, text, left, baseline, size, weight):
        return Markup(
            '<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" font-weight="{weight}"'
            ' font-family="{font}">{text}</text>'
        ).format(x=left, y=baseline - 0.15 * size, size=size, weight=weight, font=_FONT, text=text)

    def _qr(self, code, left, top, side):
        """A QR code as one path: sharp at any size."""
        matrix = segno.make(code, micro=False, error="m").matrix
        quiet = 2
        module = side / (len(matrix) + 2 * quiet)
        path = "".join(
            f"M{column} {row}h1v1h-1z"
            for row, cells in enumerate(matrix)
            for column, dark in enumerate(cells)
            if dark
        )
        return Markup(
            '<path transform="translate({x:.3f} {y:.3f}) scale({module:.4f})" d="{path}"/>'
        ).format(x=left + quiet * module, y=top + quiet * module, module=module, path=path)

    def _bars(self, code, left, top, width, height):
        """A Code 128 barcode as one path."""
        barcode = Code128(code)
        barcode.validate()
        barcode.encode()
        barcode.decompose()
        x, path = 10, ""
        for letter in barcode.decomposed:
            wide = ord(letter.lower()) - ord("a") + 1
            if letter.isupper():
                path += f"M{x} 0h{wide}v1h-{wide}z"
            x += wide
        return Markup(
            '<path transform="translate({x:.3f} {y:.3f}) scale({module:.4f} {height:.3f})"'
            ' d="{path}"/>'
        ).format(x=left, y=top, module=width / (x + 10), height=height, path=path)
