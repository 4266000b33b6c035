"""What declares the columns of a register, in any addon."""


class OfBatch:
    """A column worked out for many documents at once.

    :param function: of a batch of documents, to the list of their values
    :param str kind: the field type the values have, such as ``date``
    """

    def __init__(self, function, kind=None):
        self.function, self.kind = function, kind
