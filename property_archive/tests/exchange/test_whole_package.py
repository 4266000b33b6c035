import csv
import io
import os
import shutil
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

import bagit

from odoo.exceptions import AccessError, UserError
from odoo.http import root
from odoo.tests import HttpCase, tagged
from odoo.tools import config

from ...models.exchange import written_package
from ...models.exchange.bag_writer import zip_chunks
from ..common import ArchiveCase


class WholeCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._archive_today()
        cls.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": cls.executive.id,
                    "company_id": cls.company.id,
                    "level_id": cls.top_secret.id,
                    "date_start": today - timedelta(days=30),
                    "date_end": today + timedelta(days=30),
                    "state": "granted",
                }
            ]
        )

    def setUp(self):
        super().setUp()
        # sessions of later tests lie in the server's own folder
        self.assertTrue(root.session_store)
        data = config["data_dir"]
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        filestore = os.path.join(data, "filestore")
        os.makedirs(filestore, exist_ok=True)
        os.symlink(filestore, os.path.join(folder, "filestore"))
        self.patch(config, "options", config.options.new_child({"data_dir": folder}))

    def _asked(self):
        packages = self.env["property.archive.whole.package"].with_user(self.executive)
        package = packages.create({"reason": "The company moves to another system."})
        package.action_ask()
        return package

    def _steps(self, package, most=1000):
        """Let the job work, as many steps; it is the job's, and nobody's request."""
        while most and package.sudo()._step()[1]:
            most -= 1
        package.invalidate_recordset()

    def _written(self):
        package = self._asked()
        package.with_user(self.head).action_agree()
        self._steps(package)
        self.assertEqual(package.state, "written", package.trouble)
        return package

    def _proof(self, package):
        lines = Path(package.folder, "tagmanifest-sha256.txt").read_text().splitlines()
        return next(line.split()[0] for line in lines if line.endswith(" manifest-sha256.txt"))


@tagged("post_install", "-at_install")
class TestWholePackage(WholeCase):
    """The whole archive is taken along as one package, by two people and a job."""

    def test_all_of_it_is_in_it(self):
        record = self._file()
        draft = self._draft()
        package = self._written()
        folder = Path(package.folder)
        bagit.Bag(str(folder)).validate()
        with (folder / "data/list.csv").open(encoding="utf-8-sig") as file:
            codes = [row["reference"] for row in csv.DictReader(file)]
        self.assertIn(record.reference, codes)
        own = folder / "data" / f"{record.reference}_{record.id}"
        names = {path.name for path in own.iterdir()}
        self.assertIn("metadata.json", names)
        for piece in record.sudo().enclosure_ids.filtered("attachment_id"):
            found = [p for p in own.iterdir() if p.read_bytes() == piece.attachment_id.raw]
            self.assertTrue(found, piece.name)
        self.assertTrue(list((folder / "data/_not_kept").glob(f"*_{draft.id}")))
        tables = {path.stem for path in (folder / "data/_tables").iterdir()}
        self.assertLessEqual(
            {"property_archive_log", "property_archive_log_seal", "ir_attachment", "columns"},
            tables,
        )
        with (folder / "data/_tables/property_archive_log.csv").open() as file:
            self.assertIn(record.reference, {row["reference"] for row in csv.DictReader(file)})
        self.assertTrue(list((folder / "data/_registers").glob("*.xlsx")))
        self.assertEqual(folder.stat().st_mode & 0o077, 0)
        events = self.env["property.archive.log"].search(
            [("res_model", "=", package._name), ("res_id", "=", package.id)]
        )
        self.assertLessEqual(
            {"whole_package_asked", "whole_package_agreed", "whole_package_written"},
            set(events.mapped("action")),
        )

    def test_a_stopped_job_goes_on_where_it_was(self):
        self.patch(written_package, "BATCH", 1)
        records = [self._file(name=name) for name in ("a", "b", "c")]
        package = self._asked()
        package.with_user(self.head).action_agree()
        while package.record_count < 2:
            self._steps(package, 1)
        # a step whose transaction was lost: its files are there, and it is done again
        with self.env.cr.savepoint() as savepoint:
            package.sudo()._step()
            savepoint.rollback()
        package.invalidate_recordset()
        self._steps(package)
        self.assertEqual(package.state, "written", package.trouble)
        bagit.Bag(package.folder).validate()
        with open(os.path.join(package.folder, "data/list.csv"), encoding="utf-8-sig") as file:
            codes = [row["reference"] for row in csv.DictReader(file)]
        for record in records:
            self.assertEqual(codes.count(record.reference), 1)

    def test_what_was_changed_on_the_way_is_found(self):
        record = self._file()
        package = self._asked()
        package.with_user(self.head).action_agree()
        while package.state != "verifying":
            self._steps(package, 1)
        path = Path(package.folder, "data", f"{record.reference}_{record.id}", "metadata.json")
        path.write_bytes(path.read_bytes() + b" ")
        self._steps(package)
        self.assertEqual(package.state, "failed")
        self.assertIn("metadata.json", package.trouble)

    def test_a_file_that_is_not_as_filed_is_named(self):
        record = self._file()
        piece = record.sudo().enclosure_ids.filtered("attachment_id")[0]
        piece._write_protected({"sha256": "0" * 64})
        package = self._written()
        self.assertIn(record.reference, package.damaged)

    def test_one_person_does_not_take_it(self):
        self._file()
        packages = self.env["property.archive.whole.package"]
        for user in (self.archivist, self.clerk, self.engineer, self.hr_manager):
            with self.subTest(user.name), self.assertRaises(AccessError):
                packages.with_user(user).create({"reason": "x"}).action_ask()
        with self.assertRaises(AccessError):
            packages.sudo().create({"reason": "x"}).with_user(self.head).action_ask()
        package = self._asked()
        with self.assertRaises(AccessError):
            package.action_agree()
        self.executive.sudo().group_ids |= self.env.ref(
            "property_archive.group_property_archive_manager"
        )
        with self.assertRaisesRegex(UserError, "the act of two people"):
            package.action_agree()
        with self.assertRaises(AccessError):
            package.write({"state": "written"})
        self.assertEqual(package.state, "asked")

    def test_only_who_is_cleared_for_all_of_it_asks(self):
        self._file().sudo()._write_protected({"level_id": self.top_secret.id})
        self.env["property.archive.clearance"].sudo().search(
            [("user_id", "=", self.executive.id)]
        )._write_protected({"state": "revoked"})
        with self.assertRaisesRegex(AccessError, "no running clearance"):
            self._asked()

    def test_what_is_handed_in_wants_a_clearance_as_what_is_filed(self):
        for user in (self.clerk, self.archivist):
            self._clear(user)
        draft = self._draft(level_id=self.top_secret.id)
        self.env["property.archive.clearance"].sudo().search(
            [("user_id", "=", self.executive.id)]
        )._write_protected({"state": "revoked"})
        for state in ("draft", "submitted"):
            draft.sudo()._write_protected({"state": state})
            with self.subTest(state), self.assertRaisesRegex(AccessError, "no running clearance"):
                self._asked()

    def test_an_outdated_package_is_agreed_to_again(self):
        self._file()
        package = self._asked()
        package.with_user(self.head).action_agree()
        while package.state != "verifying":
            self._steps(package, 1)
        self._file(name="one more")
        self._steps(package)
        self.assertEqual(package.state, "failed")
        package.action_again()
        self.assertEqual((package.state, package.sudo().agreed_by_id.id), ("asked", False))
        self.assertFalse(os.path.exists(package.folder))
        with self.assertRaises(UserError):
            package.action_again()
        with self.assertRaises(AccessError):
            package.action_agree()
        package.with_user(self.head).action_agree()
        self._steps(package)
        self.assertEqual(package.state, "written", package.trouble)

    def test_the_archive_may_go_once_it_is_confirmed(self):
        self._file()
        check = self.env["property.archive.whole.package"]._check_uninstall
        with self.assertRaisesRegex(UserError, "Whole-Archive Package"):
            check()
        package = self._written()
        with self.assertRaisesRegex(UserError, "Whole-Archive Package"):
            check()
        package.proof = "0" * 64
        with self.assertRaisesRegex(UserError, "not the SHA-256"):
            package.action_confirm()
        package.proof = self._proof(package)
        package.action_confirm()
        check()
        package._take_along()  # reading and taking it changes nothing
        check()
        self._file(name="one more")
        with self.assertRaisesRegex(UserError, "went on since"):
            check()

    def test_nobody_uninstalls_without_it(self):
        self._file()
        module = self.env["ir.module.module"].search([("name", "=", "property_archive")])
        self.executive.sudo().group_ids |= self.env.ref("base.group_system")
        with self.assertRaisesRegex(UserError, "Whole-Archive Package"):
            module.with_user(self.executive).button_uninstall()
        administrator = self.env.ref("base.user_admin")
        administrator.group_ids -= self.env.ref("property_archive.group_property_archive_executive")
        with self.assertRaisesRegex(UserError, "an archive executive"):
            module.with_user(administrator).button_uninstall()

    def test_it_is_removed_from_the_server(self):
        self._file()
        package = self._written()
        folder = package.folder
        package.action_remove()
        self.assertFalse(os.path.exists(folder))
        self.assertEqual(package.state, "removed")
        with self.assertRaises(UserError):
            package._take_along()
        with self.assertRaises(AccessError):
            package.sudo().unlink()

    def test_records_of_it_are_taken_in_elsewhere(self):
        record = self._file()
        package = self._written()
        stream = io.BytesIO(b"".join(zip_chunks(package.folder)))
        with self.env["property.archive.package"]._unpacked(stream) as found:
            self.assertIn(record.reference, [metadata["reference"] for metadata, _path in found])


@tagged("post_install", "-at_install")
class TestWholePackageDownload(WholeCase, HttpCase):
    def test_it_is_downloaded_by_an_executive_only(self):
        record = self._file()
        package = self._written()
        self.env.flush_all()
        url = f"/property_archive/whole_package/{package.id}.zip"
        for user in (self.executive, self.head, self.archivist):
            user.sudo().password = user.login
            self.authenticate(user.login, user.login)
            answer = self.url_open(url)
            if user == self.executive:
                self.assertEqual(answer.status_code, 200)
                with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                    self.assertIsNone(archive.testzip())
                    names = archive.namelist()
                self.assertTrue([name for name in names if record.reference in name])
            else:
                self.assertNotEqual(answer.status_code, 200)
