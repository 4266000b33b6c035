from odoo.exceptions import UserError
from odoo.tests import tagged

from ...hooks import uninstall_hook
from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestUninstall(ArchiveCase):
    """An archive is not lost by a click in the list of apps."""

    def test_nothing_goes_where_anything_was_filed(self):
        self._draft()
        record = self._file()
        with self.assertRaisesRegex(UserError, "were filed in this archive"):
            uninstall_hook(self.env)
        record.sudo()._write_protected({"state": "destroyed"})
        with self.assertRaisesRegex(UserError, "were filed in this archive"):
            uninstall_hook(self.env)
