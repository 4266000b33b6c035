"""The house stays as it is drawn: rooms in the order of a record's life, and small ones.

What is said here is said in ``property_archive/readme/DEVELOP.md`` too, with the rooms.
"""

import pytest

from .rooms import BASE, BESIDE, LEAVES, ROOT, House, order

#: What all rooms stand on.
GROUND = {
    "derived_mixin",
    "guarded_mixin",
    "ir_rule",
    "ir_sequence",
    "protected_mixin",
    "protected_operation",
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
