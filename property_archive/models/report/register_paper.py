"""Split a table into pages so that no row is cut by a page break."""

import math
import unicodedata

#: Width and height of what is printed on A4, upright and across, in the pixels of the styles.
_SIZES = {False: (885, 1290), True: (1320, 880)}
#: Largest width of a column on paper, relative to the others.
_WIDEST = 30
#: Widths of narrow characters, in widths of one Chinese character.
_NARROW = dict.fromkeys(" ,.:;'|!ijl", 0.3) | dict.fromkeys("-/\\()[]frt1", 0.5)


class Table:
    """The columns of a table on paper, and how its rows are shared among pages.

    The wkhtmltopdf of Linux distributions neither repeats the header of a table nor keeps a
    row on one page, so page breaks are computed from the widths of the texts.

    :param columns: (label, path, width) of each column
    :param bool across: whether the page lies across
    """

    def __init__(self, columns, across=False):
        self.labels = [label for label, _path, _width in columns]
        widths = [min(width, _WIDEST) for _label, _path, width in columns]
        total = sum(widths) or 1
        self.width, self.height = _SIZES[across]
        self.dense = total > self.width / 6
        self.font = 11 if self.dense else 12 if total > self.width / 8 else 14
        self.padding = 3 if self.dense else 6
        self.shares = [round(100 * width / total, 2) for width in widths]
        self.header = self._height(self.labels)

    def _height(self, row):
        """Height of a row in pixels."""
        lines = 1
        for text, share in zip(row, self.shares, strict=True):
            room = max(self.width * share / 100 - 2 * self.padding - 2, self.font)
            lines = max(
                lines,
                sum(
                    max(1, math.ceil(self.font * text_length(part) / room))
                    for part in (text or "").split("\n")
                ),
            )
        return lines * self.font * 1.4 + 2 * self.padding + 2

    def share_out(self, rows, above, below):
        """The rows of each page.

        :param rows: lists of texts
        :param above: height of what stands above the table on the first page and on the
            others, as a tuple, in pixels
        :param below: height of what stands below it on the last page
        :return: lists of rows, at least one, of which the last may be empty
        """
        pages, room = [[]], self.height - above[0] - self.header
        for row in rows:
            height = self._height(row)
            if height > room and pages[-1]:
                pages.append([])
                room = self.height - above[1] - self.header
            pages[-1].append(row)
            room -= height
        if room < below and pages[-1]:
            pages.append([])
        return pages


def text_length(text):
    """Width of a text, in widths of one Chinese character."""
    return sum(
        1 if unicodedata.east_asian_width(char) in "WFA" else _NARROW.get(char, 0.58)
        for char in text
    )
