"""Reads the rooms of the addons out of their source, without Odoo.

A *room* is a folder in ``models/``; the order in ``models/__init__.py`` is the order of a
record's life. A room may know the rooms above it and itself. It knows another one when it

* imports from it,
* names one of its models, or the table of one, or an external id of a file of its own,
* names a method or field that nobody but this room defines.

Wizards, views, data, rights, reports and tests lie in folders of the same names and belong to
the same rooms.
"""

import ast
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path

#: Names that one room defines and that mean something of Odoo's elsewhere.
ALSO_OF_ODOO = {
    "_compute_record_name",  # mail.message
    "_search_display_name",
    "field_id",  # ir.model.fields.selection
    "manager_id",  # hr.department
    "name_create",  # every model
    "record_name",  # mail.message
    "to_sign",  # a state as well as a field
    "user_ids",  # res.groups
}
ROOT = Path(__file__).resolve().parent.parent
BASE = "property_archive"
LEAVES = ("property_archive_lending", "property_archive_retention")
#: Folders of an addon that hold a folder for each room.
BESIDE = ("wizards", "views", "security", "data", "demo", "reports", "tests")
_TABLE = re.compile(r"(?<![\w.])property_archive(?:_\w+)?(?![\w.])")
_XML_ID = re.compile(r'<(?:record|template|menuitem)[^>]*?\bid="([\w.]+)"')
_XML_MODEL = re.compile(r"\bproperty\.archive(?:\.\w+)+|\bmodel_property_archive\w*")


class Module:
    """One Python file of a room: what it defines and what it names."""

    def __init__(self, addon, room, path):
        self.addon, self.room, self.path = addon, room, path
        self.text = path.read_text()
        self.tree = ast.parse(self.text)

    def __str__(self):
        return str(self.path.relative_to(ROOT))

    @property
    def key(self):
        return (self.addon, self.room)

    @cached_property
    def classes(self):
        return [node for node in self.tree.body if isinstance(node, ast.ClassDef)]

    @cached_property
    def docstrings(self):
        """The constants that are prose."""
        found = set()
        for node in ast.walk(self.tree):
            body = getattr(node, "body", None)
            if (
                isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and body
                and isinstance(body[0], ast.Expr)
            ):
                found.add(body[0].value)
        return found

    @cached_property
    def strings(self):
        """Line, text and whether it is a whole string, for what is quoted and is no prose."""
        parts = {
            part
            for node in ast.walk(self.tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        return [
            (node.lineno, node.value, node not in parts)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in self.docstrings
        ]

    @cached_property
    def attributes(self):
        """Pairs of line and name for each ``something.name``."""
        return [
            (node.lineno, node.attr)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute)
        ]

    def _assigned(self, cls, name):
        for node in cls.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in node.targets
            ):
                return node.value

    @cached_property
    def models(self):
        """Names of the models that begin here."""
        names = set()
        for cls in self.classes:
            name = self._assigned(cls, "_name")
            inherit = self._assigned(cls, "_inherit")
            if isinstance(name, ast.Constant):
                above = (
                    {n.value for n in ast.walk(inherit) if isinstance(n, ast.Constant)}
                    if inherit
                    else set()
                )
                if name.value not in above:
                    names.add(name.value)
        return names

    @cached_property
    def said(self):
        """Pairs of model and method for each method that is not an extension of another."""
        found = []
        for cls in self.classes:
            for name in ("_name", "_inherit"):
                model = self._assigned(cls, name)
                if isinstance(model, ast.Constant):
                    found += [
                        (model.value, node.name)
                        for node in cls.body
                        if isinstance(node, ast.FunctionDef) and not _calls_super(node)
                    ]
                    break
        return found

    @property
    def extends(self):
        """Whether Odoo has to load it: it holds a model or an extension of one."""
        return any(
            self._assigned(cls, name) for cls in self.classes for name in ("_name", "_inherit")
        )

    @cached_property
    def members(self):
        """Names of the methods and fields that classes define here, overrides left out.

        A method that calls the same method of ``super()`` extends what somebody else defines.
        """
        names = set()
        for cls in self.classes:
            for node in cls.body:
                if isinstance(node, ast.FunctionDef):
                    if not _calls_super(node):
                        names.add(node.name)
                elif isinstance(node, ast.Assign) and _is_field(node.value):
                    names.update(t.id for t in node.targets if isinstance(t, ast.Name))
        return names

    @cached_property
    def imports(self):
        """Pairs of line and path, without suffix, for each relative import."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = self.path.parent
                for _up in range(node.level - 1):
                    folder = folder.parent
                parts = (node.module or "").split(".") if node.module else []
                target = folder.joinpath(*parts)
                found += [
                    (node.lineno, target),
                    *((node.lineno, target / a.name) for a in node.names),
                ]
        return found

    @cached_property
    def functions(self):
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]


def _is_field(value):
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute | ast.Name)
        and (
            (
                isinstance(value.func, ast.Attribute)
                and getattr(value.func.value, "id", "") == "fields"
            )
            or (isinstance(value.func, ast.Name) and value.func.id.startswith("Chinese"))
        )
    )


def _calls_super(function):
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == function.name
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "super"
        for node in ast.walk(function)
    )


def order(addon, folder="models"):
    """The rooms of an addon as ``__init__.py`` of a folder names them.

    :param str folder: ``models`` or ``wizards``
    """
    tree = ast.parse((ROOT / addon / folder / "__init__.py").read_text())
    return [alias.name for node in tree.body for alias in node.names]


class House:
    """All rooms of the three addons, and who knows whom."""

    def __init__(self):
        self.rooms = [(addon, room) for addon in (BASE, *LEAVES) for room in order(addon)]
        self.place = {room: number for number, room in enumerate(self.rooms)}
        self.modules = [
            Module(addon, room, path)
            for addon, room in self.rooms
            for folder in ("models", "wizards")
            for path in sorted((ROOT / addon / folder / room).glob("*.py"))
            if path.name != "__init__.py"
        ]
        self.model_room = {}
        defined = defaultdict(set)
        for module in self.modules:
            for name in module.models:
                self.model_room.setdefault(name, module.key)
            for name in module.members:
                defined[name].add(module.key)
        self.id_room = {
            f"{addon}.{name}": (addon, room)
            for addon, room, path in self.files_beside()
            for name in _XML_ID.findall(path.read_text())
        }
        self.table_room = {name.replace(".", "_"): room for name, room in self.model_room.items()}
        self.member_room = {
            name: next(iter(rooms))
            for name, rooms in defined.items()
            # a plain word such as ``days`` means many things
            if len(rooms) == 1 and "_" in name and name not in ALSO_OF_ODOO
        }

    def may_know(self, one, other):
        """Whether a room may know another: itself, one above, or one of the base."""
        if one[0] == other[0]:
            return self.place[other] <= self.place[one]
        return other[0] == BASE

    def known_by(self, module):
        """What a module knows of rooms: line, room and by what name.

        :rtype: iterator(tuple(int, tuple, str))
        """
        for line, target in module.imports:
            parts = target.parts
            for folder in ("models", "wizards"):
                base = (ROOT / module.addon / folder).parts
                if parts[: len(base)] == base and len(parts) > len(base):
                    room = (module.addon, parts[len(base)])
                    if room in self.place:
                        yield line, room, f"import {target.name}"
        for line, text, whole in module.strings:
            if text in self.model_room:
                yield line, self.model_room[text], text
            if text in self.id_room:
                yield line, self.id_room[text], text
            for table in _TABLE.findall(text):
                if table in self.table_room:
                    yield line, self.table_room[table], table
            if whole and re.fullmatch(r"[\w.]+", text):
                for name in text.split("."):
                    if name in self.member_room:
                        yield line, self.member_room[name], name
        for line, name in module.attributes:
            if name in self.member_room:
                yield line, self.member_room[name], name

    def faults(self):
        """Where a room names one that it may not know.

        :rtype: iterator(str)
        """
        for module in self.modules:
            for line, room, name in sorted(set(self.known_by(module))):
                if not self.may_know(module.key, room):
                    yield f"{module}:{line} {name} ({room[1]})"

    def files_beside(self):
        """Views, data, rights and reports: addon, room, path."""
        for addon, room in self.rooms:
            for folder in BESIDE:
                for path in sorted((ROOT / addon / folder / room).rglob("*")):
                    if path.suffix in (".xml", ".csv") and folder not in ("tests", "demo"):
                        yield addon, room, path

    def faults_beside(self):
        """Where a file beside the code names a model of a room that it may not know."""
        for addon, room, path in self.files_beside():
            for number, text in enumerate(path.read_text().splitlines(), 1):
                for name in sorted(set(_XML_MODEL.findall(text))):
                    name = name.removeprefix("model_").replace("_", ".")
                    known = self.table_room.get(name.replace(".", "_"))
                    if known and not self.may_know((addon, room), known):
                        yield f"{path.relative_to(ROOT)}:{number} {name} ({known[1]})"
