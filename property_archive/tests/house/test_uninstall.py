import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...hooks import uninstall_hook
from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestUninstall(ArchiveCase):
    """An archive is not lost by a click in the list of apps."""

    def test_nothing_goes_where_anything_was_filed(self):
        record = self._file()
        with self.assertRaisesRegex(UserError, record.reference):
            uninstall_hook(self.env)
        record.sudo()._write_protected({"state": "destroyed"})
        with self.assertRaisesRegex(UserError, record.reference):
            uninstall_hook(self.env)

    def test_what_is_not_filed_yet_is_not_lost_either(self):
        """Drafts, what was handed in, correspondence, packages under way: each is named."""
        packages = self.env["property.archive.whole.package"]
        draft, handed_in = self._draft(), self._draft()
        handover = self.env["property.archive.handover"].browse(handed_in.action_submit()["res_id"])
        document = (
            self.env["property.archive.document"]
            .with_user(self.clerk)
            .create({"kind": "internal", "subject": "停水通知"})
        )
        for one in (draft, handed_in, handover, document):
            with (
                self.subTest(one._name),
                self.assertRaisesRegex(UserError, re.escape(one.sudo().display_name)),
            ):
                packages._check_uninstall()
        self.assertFalse(
            self.env["ir.module.module"].with_user(self.archivist)._archive_may_uninstall()
        )

    def test_a_package_under_way_is_named(self):
        packages = self.env["property.archive.whole.package"]
        self.patch(type(packages), "_still_there", lambda _self: [])
        packages._check_uninstall()
        package = packages.with_user(self.executive).create({"reason": "moves"})
        with self.assertRaisesRegex(UserError, re.escape(package.display_name)):
            packages._check_uninstall()
        package.action_remove()
        packages._check_uninstall()
