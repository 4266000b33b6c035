import base64
import hashlib
import io
import json
import os
import random
import shutil
import stat
import tempfile
import zipfile

import bagit
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, config

from ...models.exchange import package_reader
from ...models.exchange.bag import Bag
from ...wizards.exchange import package_wizard
from ..common import ArchiveCase


class _Entry(zipfile.ZipInfo):
    """A file in a ZIP that says its name in UTF-8, or in GBK without a word about it."""

    def __init__(self, name, utf8):
        super().__init__("x")
        self.filename, self.utf8 = name, utf8
        self.compress_type = zipfile.ZIP_DEFLATED

    def _encodeFilenameFlags(self):
        if self.utf8:
            return super()._encodeFilenameFlags()
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


class PackageCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        cls.head.company_ids |= cls.other

    def _package(self, records, user=None):
        """The bytes of a package of these records."""
        self._forget()
        stream = io.BytesIO()
        packages = self.env["property.archive.package"].with_user(user or self.archivist)
        packages._export(stream, records.with_env(packages.env))
        return stream.getvalue()

    def _import(self, content, user=None):
        """A package in the wizard of the other company, which is empty."""
        return (
            self.env["property.archive.package.import"]
            .with_user(user or self.head)
            .with_company(self.other)
            .with_context(allowed_company_ids=self.other.ids)
            .create({"file": base64.b64encode(content), "file_name": "package.zip"})
        )

    def _unpacked(self, content):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder.name)
        return os.path.join(folder.name, os.listdir(folder.name)[0])

    def _changed(self, content, change):
        """The same package, each entry run through ``change(name, bytes)``."""
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        return stream.getvalue()

    def _metadata(self, content):
        data = os.path.join(self._unpacked(content), "data")
        found = {}
        for name in os.listdir(data):
            if os.path.isdir(os.path.join(data, name)):
                with open(os.path.join(data, name, "metadata.json"), encoding="utf-8") as file:
                    metadata = json.load(file)
                found[metadata["reference"]] = metadata
        return found


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestPackage(PackageCase):
    """Records that leave as a package and come back the same (G5)."""

    def test_the_reference_validator_agrees(self):
        record = self._file(content=b"the paper")
        folder = self._unpacked(self._package(record))
        self.assertTrue(bagit.Bag(folder).is_valid())
        own = os.path.join(folder, "data", record.reference)
        with open(os.path.join(own, "001_content.txt"), "rb") as file:
            self.assertEqual(file.read(), b"the paper")
        with open(os.path.join(folder, "data", "list.csv"), encoding="utf-8-sig") as file:
            self.assertIn(record.reference, file.read())

    def test_round_trip(self):
        volume = self._file(name="=1+1 纪要", note="第一卷")
        item = self._file(
            name="业主 3-2-1501",
            unit_id=self.unit.id,
            partner_id=self.owner.id,
            parent_id=volume.id,
            page_count=12,
            content=b"\x00\xff bytes",
        )
        item.sudo().enclosure_ids._write_protected({"document_number": "会字1号"})
        item.sudo()._close("ended")
        content = self._package(volume | item)
        wizard = self._import(content)
        wizard.action_check()
        self.assertEqual((len(wizard.line_ids), wizard.error_count), (2, 0))
        self.assertFalse(
            self.env["property.archive.record"].search([("company_id", "=", self.other.id)])
        )
        wizard.action_confirm()
        self._forget()
        taken = self.env["property.archive.record"].search([("company_id", "=", self.other.id)])
        self.assertEqual(set(taken.mapped("reference")), {volume.reference, item.reference})
        copy = taken.filtered("parent_id")
        self.assertEqual(copy.parent_id.reference, volume.reference)
        self.assertEqual(copy.enclosure_ids.attachment_id.raw, b"\x00\xff bytes")
        self.assertEqual(
            copy.enclosure_ids.mapped("sha256"), item.sudo().enclosure_ids.mapped("sha256")
        )
        self.assertFalse(copy.incident_count if "incident_count" in copy._fields else 0)
        again = io.BytesIO()
        packages = self.env["property.archive.package"].with_company(self.other)
        packages._write_package(again, "again", taken.sudo(), {})
        before, after = self._metadata(content), self._metadata(again.getvalue())
        for metadata in (*before.values(), *after.values()):
            # people and departments are the other company's own
            for name in ("department", "responsible"):
                metadata.pop(name)
        self.assertEqual(before, after)

    def test_by_the_rights_of_who_takes_it(self):
        self._clear(self.archivist)
        self._clear(self.clerk)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        (metadata,) = self._metadata(self._package(record)).values()
        # an archivist works on the register entry: the content wants a consultation
        self.assertEqual(metadata["files"], [])
        with self.assertRaises(AccessError):
            self._package(record, self.engineer)
        self.env.cr.precommit.run()
        logs = self.env["property.archive.log"].sudo()
        found = logs.search([("action", "=", "packaged"), ("res_id", "=", record.id)])
        self.assertEqual(found.user_id, self.archivist.id)

    def test_drafts_do_not_leave(self):
        with self.assertRaisesRegex(UserError, "kept in the archive"):
            self._package(self._draft(), self.clerk)

    def test_a_changed_byte_is_refused(self):
        content = self._package(self._file(content=b"the paper"))
        for end, reason in (
            ("001_content.txt", "001_content.txt was changed after"),
            ("metadata.json", "metadata.json was changed after"),
            ("bag-info.txt", "package is refused"),
            ("manifest-sha256.txt", "package is refused"),
        ):
            for bad in (
                # a byte more or less, and as many as before
                self._changed(
                    content,
                    lambda name, raw, end=end: raw + b"!" if name.endswith(end) else raw,
                ),
                self._changed(
                    content,
                    lambda name, raw, end=end: b"!" + raw[1:] if name.endswith(end) else raw,
                ),
            ):
                with self.subTest(end=end), self.assertRaisesRegex(UserError, reason):
                    self._import(bad).action_check()

    def test_what_is_missing_or_too_much_is_named(self):
        content = self._package(self._file(content=b"the paper"))
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            for name in old.namelist():
                if not name.endswith("001_content.txt"):
                    new.writestr(name, old.read(name))
            new.writestr(name.partition("/")[0] + "/data/more.txt", b"more")
        with self.assertRaisesRegex(UserError, "001_content.txt is missing.*more.txt does not"):
            self._import(stream.getvalue()).action_check()

    def _rebagged(self, content, **metadata):
        """The package with other metadata, packed as it should be."""
        folder = self._unpacked(content)
        with tempfile.TemporaryDirectory() as target:
            bag = os.path.join(target, "bag")
            shutil.copytree(os.path.join(folder, "data"), bag)
            (name,) = (n for n in os.listdir(bag) if os.path.isdir(os.path.join(bag, n)))
            path = os.path.join(bag, name, "metadata.json")
            with open(path, encoding="utf-8") as file:
                values = json.load(file) | metadata
            with open(path, "w", encoding="utf-8") as file:
                json.dump(values, file)
            bagit.make_bag(bag, checksums=["sha256"])
            return self._zip_of(target)

    def _zip_of(self, target):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for path, _folders, names in os.walk(target):
                for name in names:
                    full = os.path.join(path, name)
                    archive.write(full, os.path.relpath(full, target))
        return stream.getvalue()

    def test_metadata_of_others_is_not_believed(self):
        content = self._package(self._file(content=b"the paper"))
        wizard = self._import(self._rebagged(content, category_code="NO-SUCH"))
        wizard.action_check()
        self.assertIn("no category NO-SUCH", wizard.line_ids.error)
        with self.assertRaisesRegex(UserError, "Nothing was taken in"):
            wizard.action_confirm()
        (metadata,) = self._metadata(content).values()
        (piece,) = metadata["files"]
        for odd in (
            {"reference": None},
            {"files": 5},
            {"files": [{"piece": "x"}]},
            {"pages": "many"},
            {"quantity": True},
            {"scope": "world"},
            {"date_filed": "31.12.2024"},
            {"unit_parts": []},
            {"reference": " "},
            {"date_filed": "2024-02-31"},
            {"title": "\0"},
            {"title": "\ud800"},
            {"close_reason": "bored"},
            {"pages": -1},
            {"quantity": 1 << 31},
            {"files": [{**piece, "file": 5}]},
            {"files": [{**piece, "file": ["001_content.txt"]}]},
            {"files": [{**piece, "file_name": {}}]},
            {"files": [{**piece, "form": "parchment"}]},
        ):
            with self.subTest(odd=odd), self.assertRaisesRegex(UserError, "nothing usable"):
                self._import(self._rebagged(content, **odd)).action_check()

    def test_a_code_that_is_taken_keeps_all_out(self):
        first, second = self._file(), self._file()
        content = self._package(first | second)
        self._import(self._package(first)).action_confirm()
        wizard = self._import(content)
        wizard.action_check()
        self.assertEqual(wizard.error_count, 1)
        with self.assertRaisesRegex(UserError, "in the register already"):
            wizard.action_confirm()
        records = self.env["property.archive.record"]
        self.assertEqual(records.search_count([("company_id", "=", self.other.id)]), 1)

    def test_a_file_that_is_not_the_one_named(self):
        content = self._package(self._file(content=b"the paper"))
        (metadata,) = self._metadata(content).values()
        (piece,) = metadata["files"]
        for odd, reason in (
            ({"file": "../list.csv"}, "list.csv is missing"),
            ({"file": "metadata.json"}, "metadata.json is not the file"),
            ({"sha256": "0" * 64}, "001_content.txt is not the file"),
            ({"sha256": ""}, "001_content.txt is not the file"),
        ):
            with self.subTest(odd=odd), self.assertRaisesRegex(UserError, reason):
                self._import(self._rebagged(content, files=[piece | odd])).action_check()

    def test_many_records_cost_no_more_queries(self):
        def cost(count):
            units = self.env["property.archive.unit"].create(
                [{"building": f"P{count}", "room": str(101 + n)} for n in range(count)]
            )
            owners = self.env["res.partner"].create(
                [{"name": f"业主 {count} {n}"} for n in range(count)]
            )
            records = self.env["property.archive.record"]
            for unit, owner in zip(units, owners, strict=True):
                records |= self._file(unit_id=unit.id, partner_id=owner.id, content=b"paper")
            wizard = self._import(self._package(records))
            self._forget()
            before = self.env.cr.sql_log_count
            wizard.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)  # what is read once for all
        self.assertAlmostEqual(cost(2), cost(12), delta=5)

    def test_more_than_a_request_can_take_in_is_told(self):
        content = self._package(self._file())
        self.patch(config, "options", config.options.new_child({"limit_time_real": 120}))
        self._import(content).action_check()
        self.patch(package_wizard, "PER_SECOND", 0)
        with self.assertRaisesRegex(UserError, "holds 1 records.*after 120 seconds"):
            self._import(content).action_check()

    def test_pieces_keep_their_files_in_any_order(self):
        record = self._file(content=b"first")
        content = self._package(record)
        (metadata,) = self._metadata(content).values()
        (piece,) = metadata["files"]
        paper = {k: v for k, v in piece.items() if k not in ("file", "file_name", "sha256")}
        files = [
            {**piece, "sequence": 90, "piece": "扫描件"},
            {**paper, "sequence": 5, "piece": "原件", "present": False},
        ]
        self._import(self._rebagged(content, files=files)).action_confirm()
        taken = self.env["property.archive.record"].search([("company_id", "=", self.other.id)])
        self.assertEqual(
            [(e.name, e.present, e.attachment_id.raw) for e in taken.sudo().enclosure_ids],
            [("原件", False, False), ("扫描件", True, b"first")],
        )

    def _sheet_file(self):
        """A filed owner file with a data sheet that was filled in and carried on."""
        for user in (self.archivist, self.clerk):
            self._clear(user)
        self.owners.piece_ids[0].sheet_id = self.env.ref("property_archive.sheet_owner")
        self.owners.write(
            {"item_order": "newest", "scope": "company", "level_id": self.confidential.id}
        )
        sheet = self.owners.piece_ids[0].sheet_id
        kinds = {"date": "2024-02-29", "number": "0", "text": "=1+1 某公司"}
        entries = {}
        for kind in kinds:
            entries[kind] = self.env["property.archive.sheet.field"].create(
                {"sheet_id": sheet.id, "name": f"Own {kind}", "kind": kind}
            )
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        piece = record.sudo().enclosure_ids.filtered("sheet_id").with_user(self.archivist)
        values = self.env["property.archive.sheet.value"].with_user(self.archivist)
        for kind, entry in entries.items():
            value = values.create({"enclosure_id": piece.id, "field_id": entry.id})
            if kind == "text":
                value.value_text = "旧公司"
            value[f"value_{kind}"] = float(kinds[kind]) if kind == "number" else kinds[kind]
        return record

    def test_what_is_filled_in_on_data_sheets_comes_along(self):
        packages = self.env["property.archive.package"]
        content = self._package(self._sheet_file())
        (metadata,) = self._metadata(content).values()
        told = next(each["sheet"] for each in metadata["files"] if each["sheet"])
        self.assertEqual(
            sorted((each["entry"], each["value"], bool(each["until"])) for each in told),
            [
                ("Own date", "2024-02-29", False),
                ("Own number", "0", False),
                ("Own text", "=1+1 某公司", False),
                ("Own text", "旧公司", True),
            ],
        )
        wizard = self._import(content)
        wizard.action_check()
        self.assertEqual(wizard.error_count, 0, wizard.line_ids.mapped("error"))
        wizard.action_confirm()
        self._forget()
        taken = self.env["property.archive.record"].sudo()
        taken = taken.search([("company_id", "=", self.other.id)])
        again = io.BytesIO()
        packages.with_company(self.other)._write_package(again, "again", taken, {})
        (after,) = self._metadata(again.getvalue()).values()
        self.assertEqual(metadata["files"], after["files"])

    def test_what_has_no_entry_here_is_not_lost_silently(self):
        content = self._package(self._sheet_file())
        (metadata,) = self._metadata(content).values()
        piece = next(each for each in metadata["files"] if each["sheet"])
        entry = {"entry": "Own text", "kind": "text", "value": "x", "until": ""}
        for odd in (
            {"entry": "No such entry"},
            {"kind": "number", "value": "5"},
        ):
            wizard = self._import(
                self._rebagged(content, files=[{**piece, "sheet": [{**entry, **odd}]}])
            )
            wizard.action_check()
            self.assertIn("has no entry", wizard.line_ids.error, odd)
        for odd in (
            5,
            ["x"],
            [{}],
            [{**entry, "value": ""}],
            [{**entry, "value": "x" * 1025}],
            [{**entry, "kind": "register"}],
            [{**entry, "kind": "number", "value": "nan"}],
            [{**entry, "kind": "number", "value": "many"}],
            [{**entry, "kind": "date", "value": "2024-02-31"}],
            [{**entry, "until": "yesterday"}],
        ):
            with self.subTest(odd=odd), self.assertRaisesRegex(UserError, "nothing usable"):
                self._import(
                    self._rebagged(content, files=[{**piece, "sheet": odd}])
                ).action_check()

    def test_entry_without_content_has_the_checklist(self):
        self._clear(self.archivist)
        record = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        self.assertEqual(self._metadata(self._package(record))[record.reference]["files"], [])
        self._import(self._package(record)).action_confirm()
        taken = (
            self.env["property.archive.record"]
            .sudo()
            .search([("company_id", "=", self.other.id), ("reference", "=", record.reference)])
        )
        self.assertEqual(len(taken.enclosure_ids), len(self.owners.piece_ids))
        self.assertFalse(any(taken.enclosure_ids.mapped("present")))

    # -- names --------------------------------------------------------------------------------

    def _named(self, names):
        """Filed records, one for each name of a file."""
        records = self.env["property.archive.record"]
        for name in names:
            record = self._draft(content=None)
            record.enclosure_ids[0].write(
                {"file": base64.b64encode(name.encode()), "file_name": name}
            )
            self._hand_over(record)
            records |= record
        return records

    def _taken_in(self, content):
        wizard = self._import(content)
        wizard.action_check()
        wizard.action_confirm()
        self._forget()
        records = self.env["property.archive.record"].search([("company_id", "=", self.other.id)])
        return set(records.sudo().enclosure_ids.attachment_id.mapped("name"))

    def test_files_that_cannot_be_opened_are_asked_about(self):
        records = self._named(["会议纪要.dwg"])
        piece = records.sudo().enclosure_ids.filtered("attachment_id")
        for table, column, row in (
            ("ir_attachment", "name", piece.attachment_id),
            ("property_archive_enclosure", "file_name", piece),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = '会议纪要.pdf' WHERE id = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    row.id,
                )
            )
        self.env.invalidate_all()
        wizard = self._import(self._package(records))
        wizard.action_check()
        with self.assertRaisesRegex(UserError, "会议纪要.pdf"), self.env.cr.savepoint():
            wizard.action_confirm()
        wizard.files_kept = True
        wizard.action_confirm()
        records = self.env["property.archive.record"].search([("company_id", "=", self.other.id)])
        self.assertEqual(records.file_trouble_count, 1)

    def test_what_is_written_is_read_whatever_files_are_called(self):
        """RFC 8493: names of 255 bytes, with per cent signs, and a hundred at random."""
        random.seed(self._testMethodName)
        letters = "aZ09 ._-%%%()[]{}&+=#@!~'$^,;:*?<>|\\/\"\t\n\r\u00a0\u3000\u2028"
        letters += "é\u0301ßØЖ한か中档案业主🏠"
        names = [
            "合" * 98 + ".txt",
            "折扣100%0A.txt",
            "100%25.txt",
            "%0D%0a%",
            "CON.txt",
            "e\u0301.txt",
            " . ",
            "名" * 100,
            *(
                "".join(random.choices(letters, k=random.randint(1, 120))).strip() or "x"
                for _number in range(100)
            ),
        ]
        names = list(dict.fromkeys(names))
        records = self._named(names)
        records[0].sudo()._write_protected({"reference": "长" * 100})
        content = self._package(records)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                for part in entry.split("/"):
                    self.assertLessEqual(len(part.encode()), 255)
                    self.assertNotRegex(part, r'[\\\\:*?"<>|%\x00-\x1f]')
        kept = records.sudo().enclosure_ids.attachment_id.mapped("name")
        self.assertEqual(self._taken_in(content), set(kept))

    def _packed_again(self, content, rename=lambda name: name, utf8=True, more=()):
        """The same bag in a ZIP as another program makes it."""
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if not name.endswith("/"):
                    new.writestr(_Entry(rename(name), utf8), old.read(name))
            for name in more:
                new.writestr(_Entry(name, utf8), b"x")
        return stream.getvalue()

    def test_packed_again_by_other_programs(self):
        content = self._package(self._named(["普通文件.txt"]))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            bag = archive.namelist()[0].split("/")[0]
        for label, changed in {
            "GBK": self._packed_again(content, utf8=False),
            "macOS": self._packed_again(
                content, more=[f"__MACOSX/{bag}/._bagit.txt", f"{bag}/data/.DS_Store"]
            ),
            "without a folder": self._packed_again(content, lambda name: name.partition("/")[2]),
            "in another folder": self._packed_again(content, lambda name: f"新建文件夹/{name}"),
            "backslashes": self._packed_again(content, lambda name: name.replace("/", "\\")),
        }.items():
            with self.subTest(label):
                wizard = self._import(changed)
                wizard.action_check()
                self.assertFalse(wizard.line_ids.filtered("error"))

    def test_manifests_of_others_write_per_cent_as_the_standard_does(self):
        content = self._package(self._named(["a.txt"]))
        bag = self._unpacked(content)
        for written, name in (
            ("a%25b.txt", "a%b.txt"),
            ("a%0Ab.txt", "a\nb.txt"),
            ("%0A%", "%0A%"),
        ):
            path = os.path.join(bag, "data", name)
            with open(path, "w") as file:
                file.write(name)
            with open(os.path.join(bag, "manifest-sha256.txt"), "a") as file:
                file.write(f"{hashlib.sha256(name.encode()).hexdigest()}  data/{written}\n")
        os.unlink(os.path.join(bag, "tagmanifest-sha256.txt"))
        os.unlink(os.path.join(bag, "bag-info.txt"))
        self.assertTrue(Bag(bag).is_valid())

    def test_only_the_archive_head_takes_in(self):
        with self.assertRaises(AccessError):
            self._import(b"x", self.archivist)

    def _zip(self, *entries):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return stream.getvalue()

    def test_traps(self):
        link = zipfile.ZipInfo("bag/data/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        for content, reason in (
            (b"no zip", "no zip archive"),
            (self._zip(("../evil.txt", b"x")), "leads out"),
            (self._zip(("/tmp/evil.txt", b"x")), "leads out"),
            (self._zip((link, b"/etc/passwd")), "leads out"),
            (self._zip(("bag/data/zeros", b"\0" * 50_000_000)), "far more than its size"),
            (self._zip(("bag/data/x/metadata.json", b"{}")), "no list of SHA-256"),
            (self._zip(("one/x", b"x"), ("two/x", b"x")), "one bag"),
        ):
            with self.assertRaisesRegex(UserError, reason):
                self._import(content).action_check()
        self.patch(package_reader, "MOST_BYTES", 3)
        with self.assertRaisesRegex(UserError, "too large"):
            self._import(self._zip(("bag/x", b"four"))).action_check()


@tagged("post_install", "-at_install")
class TestPackageDownload(HttpCase, PackageCase):
    def test_download(self):
        self.archivist.password = self.archivist.login
        self.archivist2.password = self.archivist2.login
        record = self._file(content=b"the paper")
        wizard = (
            self.env["property.archive.package.wizard"]
            .with_user(self.archivist)
            .with_context(active_model=record._name, active_ids=record.ids)
            .create({})
        )
        self.assertEqual((wizard.record_count, wizard.content_count), (1, 1))
        url = wizard.action_download()["url"]
        self.authenticate(self.archivist.login, self.archivist.login)
        answer = self.url_open(url)
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertTrue(bagit.Bag(self._unpacked(answer.content)).is_valid())
        self.authenticate(self.archivist2.login, self.archivist2.login)
        self.assertEqual(self.url_open(url).status_code, 404)
