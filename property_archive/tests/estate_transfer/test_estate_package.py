import base64
import io
import json
import os
import zipfile
from pathlib import Path

import bagit

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ...models.exchange import written_package
from ...models.exchange.bag_writer import zip_chunks
from ..common import SIGNATURE
from .common import EstateCase


class SuccessorCase(EstateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "新物业公司的档案"})
        cls.head.company_ids |= cls.other

    def _package(self, transfer):
        """The bytes that the receiver takes along."""
        return b"".join(zip_chunks(transfer._take_along()))

    def _import(self, content):
        self._forget()
        return (
            self.env["property.archive.package.import"]
            .with_user(self.head)
            .with_company(self.other)
            .with_context(allowed_company_ids=self.other.ids)
            .create({"file": base64.b64encode(content), "file_name": "estate.zip"})
        )

    def _taken(self):
        """The estates of the successor."""
        return self.env["property.archive.project"].search([("company_id", "=", self.other.id)])


@tagged("post_install", "-at_install")
class TestEstatePackage(SuccessorCase):
    """The package of an estate: written in steps, proved, and taken in by the successor."""

    def test_the_package_holds_what_goes_and_nothing_that_stays(self):
        paper, copied = self._of_garden(content=b"the paper"), self._of_garden(name="copied")
        account = self._of_garden(category=self.accounts)
        transfer = self._listed()
        self._line(transfer, copied).write({"manner": "copy", "reason": "Both need it."})
        self._written(transfer)
        folder = Path(transfer.sudo()._folder())
        bagit.Bag(str(folder)).validate()
        names = {path.name for path in (folder / "data").iterdir() if path.is_dir()}
        self.assertEqual(
            names,
            {f"{record.reference}_{record.id}" for record in paper | copied} | {"_estate"},
        )
        self.assertNotIn(account.reference, (folder / "data/list.csv").read_text())
        estate = json.loads((folder / "data/_estate/estate.json").read_text())
        self.assertEqual((estate["name"], estate["code"]), ("阳光花园", "YGHY"))
        self.assertEqual(estate["copies"], [copied.reference])
        self.assertEqual([unit["room"] for unit in estate["units"]], ["1501"])
        self.assertEqual(folder.stat().st_mode & 0o077, 0)

    def test_stopped_in_the_middle_it_goes_on_and_nothing_has_left(self):
        self.patch(written_package, "BATCH", 1)
        papers = self._of_garden(name="a") | self._of_garden(name="b") | self._of_garden(name="c")
        transfer = self._agreed()
        self._steps(transfer, 2)
        self.assertEqual((transfer.state, transfer.record_count), ("writing", 2))
        # a step whose transaction was lost: its files are there, and it is done again
        with self.env.cr.savepoint() as savepoint:
            transfer.sudo()._step()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(transfer.record_count, 2)
        self.assertEqual(set(papers.sudo().mapped("state")), {"filed"})
        self._steps(transfer)
        self.assertEqual(transfer.state, "written", transfer.trouble)
        bagit.Bag(transfer.sudo()._folder()).validate()
        # nobody signs half of it: the receipt fails, and all is as before
        transfer.action_sign(SIGNATURE)
        transfer.action_sign(SIGNATURE)
        transfer.proof = self._proof_of(transfer)
        with self.env.cr.savepoint() as savepoint:
            transfer.action_sign(SIGNATURE)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(transfer.state, "written")
        self.assertEqual(set(papers.sudo().mapped("state")), {"filed"})
        self.assertFalse(self.garden.date_to)
        transfer.action_sign(SIGNATURE)
        self.assertEqual(set(papers.sudo().mapped("state")), {"transferred"})

    def test_what_was_changed_on_the_disk_is_not_handed_over(self):
        paper = self._of_garden(content=b"the paper")
        transfer = self._agreed()
        while transfer.state != "verifying":
            self._steps(transfer, 1)
        own = os.path.join(transfer.sudo()._folder(), "data", f"{paper.reference}_{paper.id}")
        with open(os.path.join(own, "001_content.txt"), "wb") as file:
            file.write(b"another paper")
        self._steps(transfer)
        self.assertEqual(transfer.state, "failed")
        self.assertIn("001_content.txt", transfer.trouble)
        with self.assertRaises(UserError):
            transfer.action_sign(SIGNATURE)
        with open(os.path.join(own, "001_content.txt"), "wb") as file:
            file.write(b"the paper")
        transfer.action_again()
        self._steps(transfer)
        self.assertEqual(transfer.state, "written", transfer.trouble)

    def test_the_successor_takes_it_in_as_an_estate(self):
        home = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id, name="业主"
        )
        paper = self._of_garden(content=b"the paper")
        empty = self.env["property.archive.unit"].create(
            {"project_id": self.garden.id, "building": "3", "room": "1502"}
        )
        transfer = self._done()
        wizard = self._import(self._package(transfer))
        wizard.action_check()
        self.assertEqual(wizard.error_count, 0, wizard.line_ids.mapped("error"))
        wizard.action_confirm()
        self._forget()
        estate = self._taken()
        self.assertEqual((estate.name, estate.code), ("阳光花园", "YGHY"))
        self.assertEqual(set(estate.unit_ids.mapped("room")), {self.unit.room, empty.room})
        taken = self.env["property.archive.record"].search([("project_id", "=", estate.id)])
        self.assertEqual(
            set(taken.mapped("reference")), {home.sudo().reference, paper.sudo().reference}
        )
        self.assertEqual(set(taken.mapped("state")), {"filed"})
        content = taken.filtered(lambda r: r.reference == paper.sudo().reference)
        self.assertEqual(content.enclosure_ids.attachment_id.raw, b"the paper")
        # in the hands of one: here they are transferred
        self.assertEqual(set((home | paper).sudo().mapped("state")), {"transferred"})

    def test_a_package_for_an_estate_that_exists_is_refused(self):
        self._of_garden()
        content = self._package(self._done())
        estates = self.env["property.archive.project"]
        there = estates.create(
            {"name": "Another Name", "code": "yghy", "company_id": self.other.id}
        )
        unit = self.env["property.archive.unit"].create(
            {"project_id": there.id, "building": "1", "room": "101", "company_id": self.other.id}
        )
        wizard = self._import(content)
        wizard.action_check()
        self.assertIn("There is an estate", wizard.line_ids[0].error)
        with self.assertRaisesRegex(UserError, "There is an estate"):
            wizard.action_confirm()
        # one that is empty is filled
        unit.unlink()
        wizard = self._import(content)
        wizard.action_confirm()
        self._forget()
        self.assertEqual(self._taken(), there)
        self.assertEqual(there.record_count, 1)
        self.assertIn(self.unit.room, there.unit_ids.mapped("room"))
        # and never twice
        with self.assertRaisesRegex(UserError, "There is an estate"):
            self._import(content).action_confirm()

    def test_an_odd_package_of_an_estate_is_refused(self):
        self._of_garden()
        transfer = self._done()
        folder = transfer.sudo()._folder()
        path = Path(folder, "data/_estate/estate.json")
        good = json.loads(path.read_text())
        for change in (
            {"name": 1},
            {"name": " "},
            {"code": "A-1"},
            {"kind": "castle"},
            {"units": [{"room": 1}]},
            {"format": "other"},
        ):
            path.write_text(json.dumps({**good, **change}))
            bag = bagit.Bag(folder)
            bag.save(manifests=True)
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                for found in Path(folder).rglob("*"):
                    archive.write(found, Path("bag") / found.relative_to(folder))
            with self.assertRaisesRegex(UserError, "refused"), self.env.cr.savepoint():
                self._import(stream.getvalue()).action_check()
        self.assertFalse(self._taken())

    def test_the_package_is_removed_once_the_successor_has_it(self):
        self._of_garden()
        transfer = self._done()
        self.assertTrue(transfer.package_there)
        transfer.action_remove_package()
        self.assertFalse(transfer.package_there)
        with self.assertRaisesRegex(UserError, "no longer on the server"):
            transfer._take_along()


@tagged("post_install", "-at_install")
class TestEstateDownload(EstateCase, HttpCase):
    def test_only_the_giver_downloads_it(self):
        self._of_garden(content=b"the paper")
        transfer = self._written()
        self.env.cr.flush()
        url = f"/property_archive/estate_transfer/{transfer.id}.zip"
        for user, status in ((self.executive, 403), (self.engineer, 404), (self.head, 200)):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(url).status_code, status, user.login)
        with zipfile.ZipFile(io.BytesIO(self.url_open(url).content)) as archive:
            self.assertTrue([n for n in archive.namelist() if n.endswith("_estate/estate.json")])
