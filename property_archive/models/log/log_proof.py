"""Signatures that protect events of the log until they are sealed (requirement B6).

An event is signed when it is written, with a key that is not in the database: whoever has the
database password can change or add an event before the next sealing, but cannot sign it. A deleted
event leaves no trace itself; so each event also names those that the same process committed before
it, and the sealing checks that they exist.
"""

import contextlib
import hashlib
import hmac
import logging
import os
import secrets
import tempfile
from functools import cache
from pathlib import Path

from odoo.tools import config

_logger = logging.getLogger(__name__)
_FILE = "property_archive_log.key"
#: Option of the configuration file: the signing key, then older keys, separated by commas.
OPTION = "archive_log_key"


@cache
def keys():
    """The keys by their identifiers, the signing key first.

    :return: empty when there is neither the option nor a writable data directory
    :rtype: dict(str, bytes)
    """
    found = [part.strip().encode() for part in (config.get(OPTION) or "").split(",")]
    try:
        found.append(_stored_key())
    except OSError as error:
        _logger.warning("events of the archive log are not signed: %s", error)
    return {hashlib.sha256(b"mark" + key).hexdigest()[:8]: key for key in found if key}


def _stored_key():
    """The key in this data directory, created when there is none."""
    folder = Path(config["data_dir"])
    path = folder / _FILE
    if not path.exists() and not config.get(OPTION):
        handle, name = tempfile.mkstemp(dir=folder, prefix=_FILE)  # readable by its owner only
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
            owner = folder.stat()
            if os.geteuid() == 0:
                os.chown(name, owner.st_uid, owner.st_gid)
            with contextlib.suppress(FileExistsError):
                os.link(name, path)  # atomic: a concurrent process never reads a partial key
        finally:
            os.unlink(name)
    return path.read_bytes().strip() if path.exists() else b""


def sign(values, follows=None):
    """Sign the values of an event.

    :param tuple values: columns of the event without its id
    :param str follows: ids of events committed before, see :func:`ranges`
    :return: nonce, ``follows`` and signature; empty without a key
    :rtype: tuple
    """
    for mark, key in keys().items():
        nonce = f"{mark}-{secrets.token_hex(8)}"
        return nonce, follows, _signature(key, (*values, nonce, follows))
    return None, None, None


def judge(values, nonce, follows, signature):
    """Check an event that is not sealed yet.

    :return: ``inserted`` (not by the archive), ``foreign`` (signed with an unknown key),
        ``changed``, or None when it is valid
    """
    if not keys():
        return None
    if not (nonce and signature):
        return "inserted"
    key = keys().get(nonce.partition("-")[0])
    if key is None:
        return "foreign"
    expected = _signature(key, (*values, nonce, follows))
    return None if hmac.compare_digest(expected, signature) else "changed"


def _signature(key, values):
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


def ranges(ids):
    """Format ids as a short text: ``3-7,9``.

    :rtype: str
    """
    runs = []
    for number in sorted(ids):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in runs)


def members(text):
    """Parse such a text into ids.

    :rtype: set(int)
    """
    found = set()
    for run in filter(None, (text or "").split(",")):
        first, _dash, last = run.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
