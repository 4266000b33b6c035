"""A compound file [MS-CFB] as Outlook writes it, for tests: nothing on PyPI writes one."""

import struct

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry:
    def __init__(self, name, kind, data=b""):
        self.name, self.kind, self.data = name, kind, data
        self.children, self.right, self.child = [], _NONE, _NONE
        self.start, self.size = 0, len(data)

    def bytes(self):
        name = (self.name + "\0").encode("utf-16-le")
        start = self.start if self.kind != _STORAGE else 0
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name), self.kind, 1)
            + struct.pack("<III", _NONE, self.right, self.child)
            + bytes(16 + 4 + 16)
            + struct.pack("<IQ", start, self.size)
        )


def _tree(streams):
    """The entries of a directory, each with its number; streams are named by their paths."""
    root, storages = _Entry("Root Entry", _ROOT), {}
    for path, data in streams.items():
        parent = root
        *folders, name = path.split("/")
        for folder in folders:
            if folder not in storages:
                storages[folder] = _Entry(folder, _STORAGE)
                root.children.append(storages[folder])
            parent = storages[folder]
        parent.children.append(_Entry(name, _STREAM, data))
    entries = [root]
    for entry in entries:
        entry.children.sort(key=lambda child: (len(child.name), child.name.upper()))
        if entry.children:
            entry.child = len(entries)
        for place, child in enumerate(entry.children, len(entries)):
            child.right = place + 1 if child is not entry.children[-1] else _NONE
        entries += entry.children
    return entries


def compound_file(streams):
    """The bytes of a compound file.

    :param dict streams: bytes by path, as in ``__attach_version1.0_#00000000/__substg1.0_37010102``
    :rtype: bytes
    """
    entries, fat, small_fat, small = _tree(streams), [], [], b""
    sectors = []

    def chain(table, first, count, unit=1):
        table += [first + number + 1 for number in range(count - 1)] + [_END] * (count > 0)

    def store(data, size=_SECTOR):
        count = -(-len(data) // size)
        first = len(fat)
        chain(fat, first, count)
        sectors.append(data.ljust(count * size, b"\0"))
        return first if count else _END

    for entry in entries:
        if entry.kind == _STREAM and entry.size < _CUTOFF:
            count = -(-entry.size // _SMALL)
            entry.start = len(small_fat) if count else _END
            chain(small_fat, len(small_fat), count)
            small += entry.data.ljust(count * _SMALL, b"\0")
        elif entry.kind == _STREAM:
            entry.start = store(entry.data)
    entries[0].start, entries[0].size = store(small), len(small)
    table = struct.pack(f"<{len(small_fat)}I", *small_fat)
    table = table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff")
    small_start, small_count = store(table), len(table) // _SECTOR
    directory_start = store(b"".join(entry.bytes() for entry in entries))
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    first = len(fat)
    fat += [_FAT] * count
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<III", 0, count, directory_start)
        + struct.pack("<IIIIII", 0, _CUTOFF, small_start, small_count, _END, 0)
        + struct.pack("<109I", *(first + n if n < count else _FREE for n in range(109)))
    )
    fat += [_FREE] * (count * _SECTOR // 4 - len(fat))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def message(subject, body, attached=(), encoding=None):
    """A message of Outlook [MS-OXMSG].

    :param attached: pairs of name and bytes
    :param str encoding: of texts; None for UTF-16, as it is now
    :rtype: bytes
    """
    kind = "001E" if encoding else "001F"

    def text(value):
        return value.encode(encoding or "utf-16-le")

    streams = {
        "__properties_version1.0": bytes(32),
        "__nameid_version1.0/__substg1.0_00020102": b"",
        f"__substg1.0_001A{kind}": text("IPM.Note"),
        f"__substg1.0_0037{kind}": text(subject),
        f"__substg1.0_0C1A{kind}": text("物业服务中心"),
        f"__substg1.0_0E04{kind}": text("档案室"),
        f"__substg1.0_1000{kind}": text(body),
    }
    for number, (name, data) in enumerate(attached):
        folder = f"__attach_version1.0_#{number:08X}"
        streams |= {
            f"{folder}/__properties_version1.0": bytes(8),
            f"{folder}/__substg1.0_3707{kind}": text(name),
            f"{folder}/__substg1.0_37010102": data,
        }
    return compound_file(streams)
