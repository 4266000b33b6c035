"""The house stays as it is drawn: rooms in the order of a record's life, and small ones.

What is said here is said in ``property_archive/readme/DEVELOP.md`` too, with the rooms.
"""

import re
from collections import defaultdict

import pytest

from .rooms import BASE, BESIDE, LEAVES, ROOT, House, order

#: What all rooms stand on.
GROUND = {
    "derived_mixin",
    "door",
    "guarded_mixin",
    "ir_qweb",
    "ir_rule",
    "ir_sequence",
    "mail_render_mixin",
    "protected_mixin",
    "protected_operation",
    "reason_wizard",  # the one dialog that asks why, used from the clearances on
    "refusal",
    "res_company",
    "tree_mixin",
}
#: A room, a module and a function that somebody reads as a whole.
MOST_MODULES, MOST_LINES, MOST_OF_A_FUNCTION = 12, 250, 60


@pytest.fixture(scope="module")
def house():
    return House()


def test_a_room_names_no_room_below_it(house):
    assert not list(house.faults())


def test_what_lies_beside_the_code_names_no_room_below_its_own(house):
    assert not list(house.faults_beside())


def test_a_room_holds_few_modules():
    sizes = {
        f"{addon}/{folder}/{room}": len(list((ROOT / addon / folder / room).glob("[!_]*.py")))
        for addon in (BASE, *LEAVES)
        for room in order(addon)
        for folder in ("models", "wizards")
    }
    assert not {room: size for room, size in sizes.items() if size > MOST_MODULES}


def test_no_method_is_said_twice(house):
    """Of two modules that do so without ``super()`` the one imported last would decide."""
    where = defaultdict(list)
    for module in house.modules:
        for model, method in module.said:
            where[f"{model}.{method}"].append(str(module))
    assert not {method: found for method, found in where.items() if len(found) > 1}


def test_the_ground_does_not_grow(house):
    """What every room stands on is named: what is added needs a better room."""
    found = {module.path.stem for module in house.modules if module.key == (BASE, "ground")}
    assert found == GROUND


def test_every_module_lies_in_a_room():
    loose = [
        str(path.relative_to(ROOT))
        for addon in (BASE, *LEAVES)
        for folder in ("models", "wizards")
        for path in (ROOT / addon / folder).glob("*.py")
        if path.name != "__init__.py"
    ]
    assert not loose


def test_every_module_of_a_room_is_imported(house):
    missing = [
        str(module)
        for module in house.modules
        if module.extends
        and f"from . import {module.path.stem}\n"
        not in (module.path.parent / "__init__.py").read_text()
    ]
    assert not missing


def test_modules_are_short(house):
    lengths = {str(module): len(module.text.splitlines()) for module in house.modules}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_functions_are_short(house):
    long = {}
    for module in house.modules:
        for function in module.functions:
            length = function.end_lineno - function.lineno + 1
            if length > MOST_OF_A_FUNCTION:
                long[f"{module}:{function.lineno} {function.name}"] = length
    assert not long


@pytest.mark.parametrize("addon", [BASE, *LEAVES])
def test_everything_else_lies_in_the_same_rooms(addon):
    known = {*order(addon), "house", "__pycache__"}
    unknown = [
        str(path.relative_to(ROOT))
        for folder in BESIDE
        for path in (ROOT / addon / folder).glob("*")
        if path.is_dir()
        and (path.name not in known or (path.name == "house") > (folder == "tests"))
    ]
    assert not unknown


@pytest.mark.parametrize("addon", [BASE, *LEAVES])
def test_wizards_come_in_the_order_of_the_rooms(addon):
    rooms = order(addon)
    wizards = order(addon, "wizards")
    assert wizards == sorted(wizards, key=rooms.index)


def _guides():
    """What addons tell developers, and the addon."""
    for addon in (BASE, *LEAVES):
        path = ROOT / addon / "readme" / "DEVELOP.md"
        if path.exists():
            yield addon, path.read_text()


def test_developers_are_told_of_every_room_in_order():
    """The table of the rooms is the order in ``models/__init__.py``."""
    for addon, text in _guides():
        told = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
        if addon == BASE or told:
            assert told == order(addon), addon


_PATH = r"`((?:property_archive\w*/)?models/[\w/]+\.py)`"


def _find(addon, name):
    """The text of a file that a guide names: of the addon, or of the one below it."""
    for base in (ROOT, ROOT / addon, ROOT / BASE):
        if (base / name).exists():
            return (base / name).read_text()
    return None


def test_developers_are_told_what_there_is(house):
    """Files, methods and attributes that a guide names exist, in the file it names for them."""
    missing = []
    for addon, text in _guides():
        missing += [
            f"{addon}: {name}" for name in re.findall(_PATH, text) if not _find(addon, name)
        ]
        told = re.findall(_PATH + r": `(\w+)\(", text)
        told += [(name, member) for member, name in re.findall(r"`(\w+)` in " + _PATH, text)]
        for name, member in told:
            if not re.search(rf"\b{member}\b", _find(addon, name) or ""):
                missing.append(f"{addon}: {name}: {member}")
        for member in re.findall(r"`(?:[\w.]+\.)?(_\w+)\b", text):
            if not any(re.search(rf"\b{member}\b", module.text) for module in house.modules):
                missing.append(f"{addon}: {member}")
    assert not missing
