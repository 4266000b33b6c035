"""How a text is broken, so that its letters become as large as they can be."""

#: Height of a line, in units of the font size.
LINE = 1.25
#: No line begins with one of these.
_CLOSING = "）)]】》〉」』”’，,。.、；;：:！!？?…"


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
    lines, best = [text], min(width / max(text_width(text), 0.1), height / LINE)
    longest = max((text_width(piece.rstrip()) for piece in pieces_of(text)), default=1)
    for count in range(2, most_lines + 1):
        size = min(height / count / LINE, width / longest)
        while size > best * 1.3:
            broken = wrap(text, width / size)
            if len(broken) <= count:
                lines, best = broken, size
                break
            size *= 0.95
    return lines, best
