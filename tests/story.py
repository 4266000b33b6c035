"""What the people of the story do, each with their own login over XML-RPC."""

import base64
import csv
import io
import struct
import xmlrpc.client
import zlib
from pathlib import Path

import pytest
import requests
from openpyxl import load_workbook

ROOT = Path(__file__).parent.parent
REGISTER = ROOT / "property_archive" / "demo" / "intake" / "register.csv"
RECORD = "property.archive.record"
ENCLOSURE = "property.archive.enclosure"


def signature():
    """A small PNG, as the signature field of a browser sends one."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    pixels = zlib.compress(b"".join(b"\0" + b"\xff\xff\xff" * 8 for _row in range(4)))
    header = struct.pack(">IIBBBBB", 8, 4, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)
    return base64.b64encode(png + chunk(b"IEND", b"")).decode()


SIGNATURE = signature()


def register_rows():
    """Header and rows of the owner register of the demo company."""
    with REGISTER.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def b64(content):
    return base64.b64encode(content).decode()


def refused(text):
    """The call inside is refused with a message that holds this text."""
    return pytest.raises(xmlrpc.client.Fault, match=text)


class Browser:
    """A logged-in web session: what a link in a browser gives."""

    def __init__(self, server, login):
        self.url, self.session = server.url, requests.Session()
        answer = self.session.post(
            f"{server.url}/web/session/authenticate",
            json={"params": {"db": server.db, "login": login, "password": login}},
            timeout=60,
        ).json()
        assert answer["result"]["uid"], answer

    def get(self, path):
        return self.session.get(f"{self.url}{path}", timeout=120)

    def sheet(self, key):
        """Rows of a register, read by another library than the one that wrote it."""
        answer = self.get(f"/property_archive/register/{key}.xlsx")
        assert answer.status_code == 200, answer.text[:500]
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        header = next(i for i, row in enumerate(rows) if sum(map(bool, row)) > 2)
        names = rows[header]
        return [dict(zip(names, row, strict=True)) for row in rows[header + 1 :] if any(row[1:3])]


def only(client, model, domain, *names):
    """The one document a domain holds, as this person sees it."""
    found = client.call(model, "search_read", domain, list(names))
    assert len(found) == 1, f"{client.login}: {len(found)} of {model} for {domain}"
    return found[0]


def xmlid(client, name):
    module, _, name = name.partition(".")
    return client.call("ir.model.data", "check_object_reference", module, name)[1]
