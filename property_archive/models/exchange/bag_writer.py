"""Writes a BagIt package file by file; can resume after an interruption."""

import csv
import hashlib
import io
import os
import re
import shutil
import zipfile
from contextlib import contextmanager

_CHUNK = 1 << 20
_MANIFEST = "manifest-sha256.txt"
#: As RFC 8493 writes what would break a line of a manifest.
_ENCODE = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})
#: What ``bag-info.txt`` says of who wrote it.
_AGENT = "property_archive (Odoo)"


class _Hashed:
    """A file opened for writing, and the SHA-256 of its content."""

    def __init__(self, file):
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, data):  # pylint: disable=method-required-super
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)


class BagWriter:
    """Writes a bag in batches, each of which can be written anew.

    Nothing is held in memory and nothing read twice: the hash of a file is made while it is
    written, and kept with its batch beside the bag until :meth:`close`. Whoever was stopped
    in the middle of a batch writes that batch again, and no other.

    :param str folder: of the bag; made when it is not there, for its owner only
    """

    def __init__(self, folder):
        self.folder = folder
        self._lists = f"{folder}.lists"
        self._lines, self._rows = [], []
        #: Pieces whose file is not the one that was filed: said by whoever writes them.
        self.damaged = []
        for path in (folder, os.path.join(folder, "data"), self._lists):
            os.makedirs(path, mode=0o700, exist_ok=True)

    @contextmanager
    def batch(self, name):
        """What is written in the block, as one batch.

        :param str name: sorts the batches; writing one again replaces it
        """
        self._lines, self._rows = [], []
        yield self
        self._keep(f"{name}.txt", "".join(self._lines))
        table = io.StringIO()
        csv.writer(table).writerows(self._rows)
        self._keep(f"{name}.csv", table.getvalue())

    def _keep(self, name, text):
        with open(os.path.join(self._lists, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def clear(self, path):
        """Remove a folder of the payload that an interrupted batch may have left."""
        shutil.rmtree(os.path.join(self.folder, "data", path), ignore_errors=True)

    @contextmanager
    def open(self, path):
        """A binary file of the payload, open for writing.

        :param str path: below ``data``, with ``/`` between folders
        """
        full = os.path.join(self.folder, "data", *path.split("/"))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            hashed = _Hashed(file)
            yield hashed
        self._lines.append(f"{hashed.digest.hexdigest()} {hashed.size} data/{path}\n")

    def row(self, values):
        """Add a line to ``list.csv``; the first of all says how the columns are called."""
        self._rows.append(values)

    def finish(self, info, header=()):
        """Write the manifests.

        :param dict info: what ``bag-info.txt`` says
        :param header: names of the columns of ``list.csv``
        :return: SHA-256 of the manifest, in hexadecimal
        :rtype: str
        """
        if header:
            self._lines = []
            with self.open("list.csv") as file:
                file.write(b"\xef\xbb\xbf")
                table = io.StringIO()
                csv.writer(table).writerow(header)
                file.write(table.getvalue().encode())
                for name in self._names(".csv"):
                    with open(os.path.join(self._lists, name), "rb") as part:
                        shutil.copyfileobj(part, file)
            self._keep("zz_list.txt", "".join(self._lines))
        count = size = 0
        manifest = hashlib.sha256()
        with open(os.path.join(self.folder, _MANIFEST), "wb") as file:
            for name in self._names(".txt"):
                with open(os.path.join(self._lists, name), encoding="utf-8", newline="") as part:
                    for line in part:
                        digest, length, path = line.rstrip("\n").split(" ", 2)
                        count, size = count + 1, size + int(length)
                        written = f"{digest}  {path.translate(_ENCODE)}\n".encode()
                        manifest.update(written)
                        file.write(written)
        info = {**info, "Bag-Software-Agent": _AGENT, "Payload-Oxum": f"{size}.{count}"}
        self._write_tags(
            {
                "bagit.txt": "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
                "bag-info.txt": "".join(
                    f"{key}: {' '.join(str(value).split())}\n" for key, value in info.items()
                ),
            },
            manifest.hexdigest(),
        )
        return manifest.hexdigest()

    def close(self):
        """Forget what was kept beside the bag to go on with it."""
        shutil.rmtree(self._lists, ignore_errors=True)

    def _names(self, kind):
        return sorted(name for name in os.listdir(self._lists) if name.endswith(kind))

    def _write_tags(self, tags, digest):
        lines = [f"{digest}  {_MANIFEST}\n"]
        for name, text in tags.items():
            with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="") as file:
                file.write(text)
            lines.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n")
        with open(os.path.join(self.folder, f"tag{_MANIFEST}"), "w", encoding="utf-8") as file:
            file.writelines(lines)


def verify_lines(folder, offset, most):
    """Read files of a finished bag again, from a place in its manifest on.

    :param str folder: of the bag
    :param int offset: bytes of the manifest that are done
    :param int most: bytes of payload after which it stops
    :return: the new offset, None at the end; how many files were read; the paths of those
        that are not what was written
    :rtype: tuple(int or None, int, list(str))
    """
    wrong, count, read = [], 0, 0
    with open(os.path.join(folder, _MANIFEST), "rb") as manifest:
        manifest.seek(offset)
        while read < most:
            line = manifest.readline()
            if not line:
                return None, count, wrong
            digest, _space, path = line.decode().rstrip("\n").partition("  ")
            path = re.sub("%(0A|0D|25)", lambda match: chr(int(match[1], 16)), path)
            count += 1
            found = hashlib.sha256()
            try:
                with open(os.path.join(folder, path), "rb") as file:
                    while chunk := file.read(_CHUNK):
                        found.update(chunk)
                        read += len(chunk)
            except OSError:
                found = None
            if found is None or found.hexdigest() != digest:
                wrong.append(path)
        return manifest.tell(), count, wrong


class _Pipe:
    """Non-seekable buffer between the ZIP writer and the HTTP response."""

    def __init__(self):
        self.parts = []

    def write(self, data):  # pylint: disable=method-required-super
        self.parts.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def taken(self):
        """What was written since this was last asked."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def zip_chunks(folder):
    """A folder as the bytes of a ZIP, made as they are sent.

    :param str folder: the one that is the root of what is packed
    """
    pipe, above = _Pipe(), os.path.dirname(folder)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                full = os.path.join(path, name)
                entry = zipfile.ZipInfo.from_file(
                    full, os.path.relpath(full, above), strict_timestamps=False
                )
                entry.compress_type = zipfile.ZIP_DEFLATED
                with (
                    open(full, "rb") as source,
                    archive.open(entry, "w", force_zip64=True) as target,
                ):
                    while chunk := source.read(_CHUNK):
                        target.write(chunk)
                        yield pipe.taken()
    yield pipe.taken()
