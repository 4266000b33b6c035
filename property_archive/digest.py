"""Fingerprints that prove a text without repeating it."""

import hashlib


def text_hash(text):
    """SHA-256 of a text in UTF-8.

    :param str text: may be empty
    :return: hexadecimal; False without a text
    """
    return hashlib.sha256(text.encode()).hexdigest() if text else False
