"""Every text of the three addons is there in Chinese, those of code and views of today."""

from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

from .upgrade import ADDONS


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    def test_all_in_chinese(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                # as Odoo exports them: what stands in the database and in the code
                terms = {row[4] for row in TranslationModuleReader(self.env.cr, modules=[addon])}
                folder = Path(get_module_path(addon), "i18n")
                chinese = {
                    entry.msgid
                    for entry in polib.pofile(str(folder / "zh_CN.po"))
                    if entry.msgstr and not entry.fuzzy
                }
                template = {entry.msgid for entry in polib.pofile(str(folder / f"{addon}.pot"))}
                self.assertGreater(len(terms), 100)
                self.assertEqual(sorted(terms - chinese), [], "no Chinese for these")
                self.assertEqual(sorted(terms - template), [], "not in the template")
