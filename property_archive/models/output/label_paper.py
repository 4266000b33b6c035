"""One label as a drawing in millimetres: what fits where, and how large."""

import math

import segno
from markupsafe import Markup
from reportlab.graphics.barcode.code128 import Code128

from .text_fit import LINE, fit, pieces_of, shorten, text_width, wrap

#: Smallest and largest letters of what stands beside the code: read at arm's length.
_SMALLEST, _LARGEST = 2.0, 4.5
#: Narrowest bar that scanners for everyday use read (7.5 mil); a longer code is a QR code.
_NARROWEST = 0.19
#: Brackets as they stand in a column.
_UPRIGHT = str.maketrans("（）《》〈〉「」【】", "︵︶︽︾︿﹀﹁﹂︻︼")
#: Modules of nothing around a QR code.
_QUIET = 2
_FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"


class _Bars(Code128):
    """A barcode as reportlab draws it, kept as the place and width of each bar."""

    def draw(self):
        self.bars = []
        return super().draw()

    def rect(self, x, y, w, h):
        self.bars.append((x, w))


class Drawing:
    """One label.

    :param dict label: see ``property.archive.label``
    :param bool bars: a barcode where the code is short enough for one
    """

    def __init__(self, label, bars=False):
        self.label = label
        self.bars = bars
        self.parts = []

    def draw(self, left, top, width, height):
        """The label in this place, as SVG.

        :rtype: markupsafe.Markup
        """
        label = self.label
        upright = label.get("upright") or ""
        lines = [line for line in label["lines"] if line and line != label["big"]]
        if height > 1.3 * width:
            self._spine(lines, upright, left, top, width, height)
        else:
            lines = [line for line in (upright, *lines) if line]
            modules = self._modules() if self.bars else None
            if modules and width / (modules[0] + 20) >= _NARROWEST:
                tall = min(height * 0.35, 14)
                self._bars(modules, left, top + height - tall, width, tall)
                self._text(lines, left, top, width, height - tall - 1.5)
            else:
                side = min(height, width * 0.42)
                self._qr(left, top + (height - side) / 2, side)
                self._text(lines, left + side + 1, top, width - side - 1, height)
        return Markup("").join(self.parts)

    # -- texts ------------------------------------------------------------------------------

    def _text(self, lines, left, top, width, height):
        """The large text and small ones below it, as large as all of them fit."""
        big, size = fit(self.label["big"], width, height * 0.4)
        y = self._lines(big, left, top, size, width, "bold")
        room = top + height - y
        small = min(_LARGEST, max(0.6 * size, _SMALLEST * 1.4))
        while True:
            rows = [wrap(line, width / small) for line in lines]
            if LINE * small * sum(map(len, rows)) <= room or small <= _SMALLEST:
                break
            small = max(0.95 * small, _SMALLEST)
        most = int(room / (LINE * small) + 0.05)
        rows = self._cut(rows[:most], most, width / small)
        self._lines([row for text in rows for row in text], left, y, small, width)

    def _cut(self, rows, most, wide):
        """As many lines as there is room for: the longest text gives way first."""
        while sum(map(len, rows)) > most:
            longest = max(rows, key=len)
            last = longest.pop()
            longest[-1] = shorten(longest[-1] + last, wide)
        return rows

    def _lines(self, lines, left, top, size, width, weight="normal"):
        """Lines one below the other; where the next thing may begin."""
        for line in lines:
            fitting = min(size, width / max(text_width(line), 0.1))
            self._line(line, left, top + size, fitting, weight)
            top += LINE * size
        return top

    def _line(self, text, left, baseline, size, weight="normal", turn=""):
        self.parts.append(
            Markup(
                '<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" font-weight="{weight}"'
                ' font-family="{font}"{turn}>{text}</text>'
            ).format(
                x=left,
                y=baseline - 0.1 * size,
                size=size,
                weight=weight,
                font=_FONT,
                turn=turn,
                text=text,
            )
        )

    # -- spines -----------------------------------------------------------------------------

    def _spine(self, lines, upright, left, top, width, height):
        """The large text above, the others below it, the code at the foot.

        In between, from top to bottom as on the back of a book, what the volume is.
        """
        big, size = fit(self.label["big"], width, height * 0.22)
        y = self._lines(big, left, top, size, width, "bold")
        side = min(width, height * 0.3)
        bottom = top + height - side
        self._qr(left + (width - side) / 2, bottom, side)
        for line in lines:
            rows, size = fit(line, width, 10)
            size = max(min(size, 5), _SMALLEST)
            if y + LINE * size * len(rows) < bottom:
                y = self._lines(rows, left, y, size, width)
        if upright:
            self._upright(upright, left, y + 1, width, bottom - y - 2)

    def _upright(self, text, left, top, width, height):
        """A text from top to bottom, in columns from right to left; Latin words lie."""
        tokens = []
        for piece in filter(None, map(str.strip, pieces_of(text))):
            tokens += piece.translate(_UPRIGHT) if ord(piece[0]) > 0x2E7F else [piece]
        # two digits stand as one letter, a longer word lies
        long = [1.0 if len(token) < 3 else text_width(token) + 0.3 for token in tokens]
        size = max(min(width, 11.0, height / max(long, default=1)), _SMALLEST)
        columns = self._columns(tokens, long, height / size)
        while len(columns) * LINE * size > width + 0.25 * size and size > _SMALLEST:
            size = max(0.95 * size, _SMALLEST)
            columns = self._columns(tokens, long, height / size)
        fitting = max(1, int((width + 0.25 * size) / (LINE * size)))
        columns = columns[:fitting]
        x = left + width / 2 + (len(columns) * LINE - (LINE - 1)) * size / 2 - size
        for column in columns:
            y = top
            for token, length in column:
                if len(token) < 3:
                    fitting = size / max(text_width(token), 1)
                    shift = (size - fitting * text_width(token)) / 2
                    self._line(token, x + shift, y + size, fitting)
                else:
                    turn = Markup(' transform="rotate(90 {x:.2f} {y:.2f})"').format(
                        x=x + 0.15 * size, y=y
                    )
                    word = shorten(token, (height - y + top) / size)
                    self._line(word, x + 0.15 * size, y, 0.9 * size, turn=turn)
                y += length * size
            x -= LINE * size

    def _columns(self, tokens, long, most):
        columns, used = [[]], 0
        for token, length in zip(tokens, long, strict=True):
            if used + length > most and columns[-1]:
                columns.append([])
                used = 0
            columns[-1].append((token, length))
            used += length
        return columns

    # -- codes ------------------------------------------------------------------------------

    def _qr(self, left, top, side):
        """A QR code as lines: sharp at any size."""
        code = segno.make(self.label["code"], micro=False, error="m")
        wide, _high = code.symbol_size(border=_QUIET)
        self.parts.append(
            Markup(
                '<g transform="translate({x:.3f} {y:.3f}) scale({module:.4f})">{code}</g>'
            ).format(x=left, y=top, module=side / wide, code=Markup(code.svg_inline(border=_QUIET)))
        )

    def _modules(self):
        """A Code 128 barcode: how many modules wide, and its bars; none for other letters."""
        if not self.label["code"].isascii():
            return None
        barcode = _Bars(self.label["code"], barWidth=1, quiet=False)
        barcode.draw()
        return barcode.width, barcode.bars

    def _bars(self, modules, left, top, width, height):
        """The barcode as one path, with ten modules of quiet on both sides."""
        wide, bars = modules
        module = min(width / (wide + 20), 0.5)
        path = "".join(f"M{x} 0h{w}v1h-{w}z" for x, w in bars)
        self.parts.append(
            Markup(
                '<path transform="translate({x:.3f} {y:.3f}) scale({module:.4f} {height:.3f})"'
                ' d="{path}"/>'
            ).format(
                x=left + (width - wide * module) / 2,
                y=top,
                module=math.floor(module * 1e4) / 1e4,
                height=height,
                path=path,
            )
        )
