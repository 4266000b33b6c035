"""Every text of the three addons is there in Chinese, those of code and views of today."""

import ast
import re
from pathlib import Path

import polib
from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.babel import extract_python
from odoo.tools.translate import TranslationModuleReader

from .upgrade import ADDONS

#: What only a program reads: the path of a field, the name of a method or an external id.
TECHNICAL = re.compile(r"[a-z0-9]+(?:[._]+[a-z0-9]+)+(?:\(.*\))?(?: or .*)?")

#: Shipped rows whose words stand on paper forms or in the filing plan. A word that means one
#: thing there and another on a screen ("Owners" 业主档案, 业主) needs two English words: Chinese
#: has one translation for each.
DATA = [
    f"property.archive.{model}"
    for model in ("category", "category.piece", "sheet", "sheet.field", "takeover.piece")
]
#: Words that mean the same in both.
SAME = {
    "Address",
    "Amount",
    "Anniversaries",
    "Email",
    "Filled in On",
    "Floor Area (m²)",
    "Full Name",
    "Keys",
    "Other",
    "Plate",
    "Reason",
    "Remarks",
    "Telephone",
    "Text",
    "Website",
}


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

    def test_a_word_of_the_forms_means_the_same_on_the_screens(self):
        for addon in ADDONS:
            root = Path(get_module_path(addon))
            shipped = {word for path in root.glob("data/**/*.xml") for word in _shipped(path)}
            # module, type, name, res_id, source, value, comments
            words = {
                row[4]
                for row in TranslationModuleReader(self.env.cr, modules=[addon])
                if (row[1], row[2]) not in {("model", f"{model},name") for model in DATA}
            }
            self.assertEqual(sorted(shipped & words - SAME), [], addon)

    def test_no_translator_is_asked_for_a_technical_name(self):
        for addon in ADDONS:
            terms = {row[4] for row in TranslationModuleReader(self.env.cr, modules=[addon])}
            technical = sorted(term for term in terms if TECHNICAL.fullmatch(term))
            self.assertEqual(technical, [], f"{addon}: a translation would break the program")

    def test_what_is_exported_of_the_code_is_what_it_translates(self):
        """Odoo's export takes a tuple right behind a text, ``_("Late"), [("state", …)]``, too."""
        for addon in ADDONS:
            for path in sorted(Path(get_module_path(addon)).rglob("*.py")):
                if "tests" in path.parts:
                    continue
                with path.open("rb") as file:
                    found = {
                        message if isinstance(message, str) else message[0]
                        for _line, _name, message, _comments in extract_python(
                            file, {"_": None}, [], {}
                        )
                    }
                self.assertLessEqual(found - {None}, _translated(path), path)


def _shipped(path):
    """Names of the rows of DATA in a data file."""
    return [
        field.text
        for record in etree.parse(str(path)).iter("record")
        if record.get("model") in DATA
        for field in record.findall("field[@name='name']")
    ]


def _translated(path):
    """The texts that the code of a file hands to ``_``."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and (
            isinstance(node.func, ast.Attribute)
            and node.func.attr == "_"
            or isinstance(node.func, ast.Name)
            and node.func.id == "_"
        )
    }
