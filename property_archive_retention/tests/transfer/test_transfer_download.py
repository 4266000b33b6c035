import io
import zipfile

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestTransferDownload(RetentionCase, HttpCase):
    """The package leaves through its own address, to its giver alone (E8)."""

    def test_the_giver_downloads_the_package_and_nobody_else(self):
        self.rule.write({"permanent": True, "period": 0})
        record = self._filed(content=b"for ever")
        transfer = (
            self.env["property.archive.transfer"]
            .with_user(self.archivist)
            .create({"destination_id": self.owner.id, "receiver_id": self.outsider.id})
        )
        transfer.action_add_records(record.ids)
        transfer.action_submit()
        transfer.with_user(self.head).action_approve()
        url = transfer.action_package()["url"]
        for login in ("test_archivist2", "test_engineer", "test_clerk"):
            self.authenticate(login, login)
            self.assertNotEqual(self.url_open(url).status_code, 200)
        self.assertFalse(transfer.package_hash)
        self.authenticate("test_archivist", "test_archivist")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        folder = transfer.name.replace("/", "-")
        self.assertIn(f"{folder}/data/{record.reference}/001_content.txt", names)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        transfer.invalidate_recordset()
        self.assertTrue(transfer.package_hash)
