"""Declarations of the columns of a register, for any addon."""

from typing import NamedTuple


class OfBatch:
    """A register column computed for many documents at once.

    :param function: takes a batch of documents and returns the list of their values
    :param str kind: the field type the values have, such as ``date``
    """

    def __init__(self, function, kind=None):
        self.function, self.kind = function, kind


class Table(NamedTuple):
    """The lines table of a form: one line for each document that a field path leads to."""

    path: str
    columns: list
