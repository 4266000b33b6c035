"""What the fragments in readme/ tell a developer is so."""

import ast
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from .upgrade import ADDONS

ROOM = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
FILE = re.compile(r"`((?:models|wizards|controllers)/[\w/]+\.py|\w+\.py)`")
METHOD = re.compile(r"`(?:[\w.]+\.)?(_?[a-z]\w+)\([^`]*\)`|`(_[a-z]\w+)`")
RULE = re.compile(
    r"`(_?[a-z]\w+)` in `(models/[\w/]+\.py)`"
    r"|`(models/[\w/]+\.py)`: `(_?[a-z]\w+)\(\)`"
)


@tagged("post_install", "-at_install")
class TestReadme(TransactionCase):
    def _each(self):
        for addon in ADDONS:
            folder = Path(get_module_path(addon))
            with self.subTest(addon=addon):
                yield folder, (folder / "readme" / "DEVELOP.md").read_text()

    def test_rooms_are_told_in_their_order(self):
        for folder, text in self._each():
            rooms = re.findall(
                r"^from \. import (\w+)$", (folder / "models/__init__.py").read_text(), re.M
            )
            self.assertEqual(ROOM.findall(text), rooms)

    def test_files_exist(self):
        base = Path(get_module_path(ADDONS[0]))
        for folder, text in self._each():
            for name in FILE.findall(text):
                self.assertTrue((folder / name).exists() or (base / name).exists(), name)

    def test_the_rule_is_where_it_is_said_to_be(self):
        base = Path(get_module_path(ADDONS[0]))
        for folder, text in self._each():
            for method, name, other_name, other_method in RULE.findall(text):
                method, name = method or other_method, name or other_name
                path = folder / name
                self.assertIn(method, _defined(path if path.exists() else base / name), name)

    def test_methods_exist(self):
        known = set()
        for addon in ADDONS:
            for path in Path(get_module_path(addon)).rglob("*.py"):
                known |= _defined(path)
        for _folder, text in self._each():
            told = {one or other for one, other in METHOD.findall(text)}
            self.assertEqual(sorted(told - known - {"super"}), [])


def _defined(path):
    """Names of the functions, methods and fields of a file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names
