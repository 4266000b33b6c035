"""Each thing the addons write into the log has a name that people read (B6)."""

import ast
from pathlib import Path

from odoo.addons.property_archive.models.log.log_action import ACTIONS

ROOT = Path(__file__).parent.parent
_WRITERS = {"_log", "_log_read", "_log_reading", "_finish", "_log_change"}


def _written():
    """Words given to the log in the sources of the addons, with those of lists."""
    for path in sorted(ROOT.glob("property_archive*/*/**/*.py")):
        if path.relative_to(ROOT).parts[1] not in ("models", "wizards", "controllers"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in _WRITERS or not node.args:
                continue
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for choice in choices:
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    yield choice.value
                    if node.func.attr.startswith("_log_read"):
                        yield f"{choice.value}_list"


def test_each_word_of_the_log_has_a_name():
    words = set(_written())
    assert len(words) > 60  # the sources were found
    assert words <= {word for word, _name in ACTIONS}
