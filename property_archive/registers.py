"""What declares the columns of a register, in any addon."""

from typing import NamedTuple


class OfBatch:
    """A column worked out for many documents at once.

    :param function: of a batch of documents, to the list of their values
    :param str kind: the field type the values have, such as ``date``
    """

    def __init__(self, function, kind=None):
        self.function, self.kind = function, kind


class Table(NamedTuple):
    """The table on a form: a line for each document that a path leads to."""

    path: str
    columns: list
