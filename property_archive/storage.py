"""Whether files are stored on encrypted storage (B9), as far as Linux tells."""

import os
from pathlib import Path

#: File systems that can encrypt what they store.
_ENCRYPTING = {
    "ecryptfs",
    "fuse.gocryptfs",
    "fuse.cryfs",
    "fuse.encfs",
    "fuse.securefs",
}


def encryption_of(path, proc="/proc", sys="/sys"):
    """Check the device and the file system of a path for encryption.

    :param path: a folder that exists
    :param proc: where procfs is mounted
    :param sys: where sysfs is mounted
    :return: ``encrypted``, ``plain`` or ``unknown``
    :rtype: str
    """
    try:
        device = os.stat(path).st_dev
    except OSError:
        return "unknown"
    name = f"{os.major(device)}:{os.minor(device)}"
    for line in _lines(Path(proc, "self/mountinfo")):
        left, _separator, right = line.partition(" - ")
        if left.split()[2] == name and right.split()[0] in _ENCRYPTING:
            return "encrypted"
    if os.major(device) == 0:  # network, overlay or other virtual file system
        return "unknown"
    block = Path(sys, "dev/block", name)
    if not block.exists():
        return "unknown"
    return "encrypted" if _is_crypt(block.resolve()) else "plain"


def _is_crypt(block):
    """Whether a block device, or every device below it, is a dm-crypt mapping."""
    uuid = "".join(_lines(block / "dm/uuid"))
    if uuid.startswith("CRYPT-"):
        return True
    below = block / "slaves"
    slaves = list(below.iterdir()) if below.is_dir() else []
    if not slaves and (block / "partition").exists():
        slaves = (
            list((block.parent / "slaves").iterdir()) if (block.parent / "slaves").is_dir() else []
        )
    return bool(slaves) and all(_is_crypt(slave.resolve()) for slave in slaves)


def _lines(path):
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
