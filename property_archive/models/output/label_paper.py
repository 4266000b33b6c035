"""One label as a drawing in millimetres: what fits where, and how large."""

import math

import segno
from markupsafe import Markup
from reportlab.graphics.barcode.code128 import Code128

#: Smallest and largest letters of what stands beside the code: read at arm's length.
_SMALLEST, _LARGEST = 2.0, 4.5
_LINE = 1.25
#: Narrowest bar that scanners for everyday use read (7.5 mil); a longer code is a QR code.
_NARROWEST = 0.19
#: No line begins with one of these.
_CLOSING = "）)]】》〉」』”’，,。.、；;：:！!？?…"
#: Brackets as they stand in a column.
_UPRIGHT = str.maketrans("（）《》〈〉「」【】", "︵︶︽︾︿﹀﹁﹂︻︼")
#: Modules of nothing around a QR code.
_QUIET = 2
_FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"


def text_width(text):
    """Width of a text in units of its font size: a Chinese character is as wide as high."""
    return sum(
        1.0
        if ord(char) > 0x2E7F
        else 0.95
        if char in "MW@%mw"
        else 0.4
        if char in " -.,:;()/'|il"
        else 0.68
        if char.isupper()
        else 0.6
        for char in text
    )


def pieces_of(text):
    """The parts of a text between which a line may end, none of them wider than a word."""
    pieces, word = [], ""
    for char in text:
        if ord(char) > 0x2E7F and char not in _CLOSING:
            pieces += [word, char] if word else [char]
            word = ""
        elif char in _CLOSING and not word and pieces:
            pieces[-1] += char
        else:
            word += char
            if char in " -/_":
                pieces.append(word)
                word = ""
    return pieces + [word] if word else pieces


def wrap(text, most):
    """A text as lines no wider than so many units; only a longer word is cut in two.

    Lines end between Chinese characters and between the parts of a code, which
    reportlab's ``simpleSplit`` does not know: it breaks at spaces.

    :param str text: one line
    :param float most: see :func:`text_width`
    :rtype: list(str)
    """
    lines = [""]
    for piece in pieces_of(text):
        if text_width(lines[-1] + piece.rstrip()) <= most:
            lines[-1] += piece
            continue
        if lines[-1]:
            lines.append("")
        for char in piece:
            if lines[-1] and text_width(lines[-1] + char) > most:
                lines.append("")
            lines[-1] += char
    return [line.strip() for line in lines]


def shorten(text, most):
    """The beginning of a text that is wider than so many units, with an ellipsis."""
    if text_width(text) <= most:
        return text
    while text and text_width(text) + 1 > most:
        text = text[:-1]
    return f"{text}…"


def fit(text, width, height, most_lines=3):
    """The lines of a text, broken so that its letters become as large as they can be.

    Another line is begun only where it makes them larger by a third, and only between the
    parts of a code.

    :return: the lines and the size of the letters
    :rtype: tuple(list(str), float)
    """
    lines, best = [text], min(width / max(text_width(text), 0.1), height / _LINE)
    longest = max((text_width(piece.rstrip()) for piece in pieces_of(text)), default=1)
    for count in range(2, most_lines + 1):
        size = min(height / count / _LINE, width / longest)
        while size > best * 1.3:
            broken = wrap(text, width / size)
            if len(broken) <= count:
                lines, best = broken, size
                break
            size *= 0.95
    return lines, best


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
            if _LINE * small * sum(map(len, rows)) <= room or small <= _SMALLEST:
                break
            small = max(0.95 * small, _SMALLEST)
        most = int(room / (_LINE * small) + 0.05)
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
            top += _LINE * size
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
            if y + _LINE * size * len(rows) < bottom:
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
        while len(columns) * _LINE * size > width + 0.25 * size and size > _SMALLEST:
            size = max(0.95 * size, _SMALLEST)
            columns = self._columns(tokens, long, height / size)
        fitting = max(1, int((width + 0.25 * size) / (_LINE * size)))
        columns = columns[:fitting]
        x = left + width / 2 + (len(columns) * _LINE - (_LINE - 1)) * size / 2 - size
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
            x -= _LINE * size

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
