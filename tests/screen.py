"""A form as the web client drives it: its views, its pickers, its onchanges, its save.

Odoo's own ``Form`` loads the views, asks the server after each entry and saves with
``web_save``; it takes any record for an answer though. Here a record is chosen as a
person chooses it: among what the picker offers, by the domain the view evaluates on what
stands on the screen at that moment.
"""

import datetime

from lxml import etree

from odoo import fields
from odoo.tests import Form
from odoo.tools import safe_eval

from odoo.addons.property_archive.tests.common import SIGNATURE

_X2MANY = ("one2many", "many2many")


class NothingToChoose(AssertionError):
    """The picker of a field that must be filled offers no record."""


class _Form(Form):
    """Odoo's form, which forgets who looks at it."""

    def _get_eval_context(self, values=None):
        return {"uid": self._env.uid, **super()._get_eval_context(values)}


class Screen:
    """The form of a model on the screen of a user.

    :param env: environment of the person
    :param model: name of the model, or the record that is opened
    :param int view: id of the form view; none: the model's first
    """

    def __init__(self, env, model, view=None):
        self.form = _Form(env[model] if isinstance(model, str) else model, view)

    @property
    def arch(self):
        return self.form._view["tree"]

    def _node(self, name, form=None):
        tree = (form or self.form)._view["tree"]
        level = tree.xpath("count(ancestor::field)")
        return tree.xpath(f".//field[@name='{name}'][count(ancestor::field) = {level}]")[0]

    def shown(self, form=None):
        """Names of the fields that the person sees and may fill."""
        form = form or self.form
        return [
            name
            for name in form._view["fields"]
            if name != "id"
            and not form._get_modifier(name, "invisible")
            and not form._get_modifier(name, "column_invisible")
            and not form._get_modifier(name, "readonly")
        ]

    def _wanted(self, form, name):
        """Whether the form marks a field as one that its button demands."""
        mark = self._node(name, form).get("decoration-wanted")
        context = {"parent": None, **form._get_eval_context()}
        return bool(mark) and bool(safe_eval.safe_eval(mark, context))

    def marked(self, form=None):
        """Names of the fields that the person sees marked, required or wanted by a button."""
        form = form or self.form
        return [
            name
            for name in self.shown(form)
            if form._get_modifier(name, "required") or self._wanted(form, name)
        ]

    def buttons(self):
        """Names of the methods behind the main buttons that the person sees."""
        found = []
        for node in self.arch.xpath("./header/button[@type='object'] | ./footer/button"):
            main = {"btn-primary", "oe_highlight"} & set((node.get("class") or "").split())
            hidden = node.get("invisible") or "False"
            if main and not safe_eval.safe_eval(hidden, self.form._get_eval_context()):
                found.append(node.get("name"))
        return found

    def domain(self, name, form=None):
        """What the picker of a field asks for, evaluated as the client does it."""
        form = form or self.form
        domain = self._node(name, form).get("domain") or form._view["fields"][name].get("domain")
        if not isinstance(domain, str):
            return domain or []
        context = {
            **form._get_eval_context(),
            "allowed_company_ids": form._env.companies.ids,
            "context_today": datetime.date.today,
            "datetime": safe_eval.datetime,
            "time": safe_eval.time,
        }
        return safe_eval.safe_eval(domain, context)

    def choices(self, name, text="", form=None):
        """What the picker of a field offers for what was typed.

        :rtype: list((int, str))
        """
        form = form or self.form
        model = form._env[form._view["fields"][name]["relation"]]
        model = model.with_context(**form._get_context(name))
        return model.name_search(text, self.domain(name, form), limit=8)

    def fill(self, answers=None, form=None):
        """Fill what must be filled and what the person has to say.

        :param dict answers: field → value; a text for a record is typed into its picker;
            a list of such dicts fills as many rows
        """
        form = form or self.form
        answers = dict(answers or {})
        for name, answer in answers.items():
            self._enter(form, name, answer)
        for name in self.shown(form):
            view = form._view["fields"][name].get("edition_view")
            if view and view["tree"].xpath(".//field[@decoration-wanted]"):
                self._fill_rows(form, name)
        # an answer may ask for another one
        for _turn in range(5):
            empty = [name for name in self.shown(form) if self._must(form, name)]
            if not empty:
                return self
            for name in empty:
                if self._must(form, name):
                    self._enter(form, name, None)
        raise AssertionError(f"{form._record._name}: {empty} cannot be filled")

    def _fill_rows(self, form, name):
        """Fill what the rows that are there mark."""
        rows = getattr(form, name)
        for index in range(len(rows)):
            with rows.edit(index) as line:
                self.fill(None, line)

    def _must(self, form, name):
        kind = form._view["fields"][name]["type"]
        return (
            name in self.marked(form)
            and kind not in ("boolean", *_X2MANY)
            and (kind not in ("integer", "float") or self._wanted(form, name))
            and not form._values[name]
        )

    def _enter(self, form, name, answer):
        info = form._view["fields"][name]
        if info["type"] == "one2many":
            for row in answer:
                with getattr(form, name).new() as line:
                    self.fill(row, line)
        elif info["type"] == "many2many":
            self._choose(form, name, answer or "", getattr(form, name).add)
        elif info["type"] == "many2one":
            self._choose(form, name, answer or "", lambda record: setattr(form, name, record))
        else:
            setattr(form, name, self._value(form, info) if answer is None else answer)

    def _choose(self, form, name, text, take):
        found = self.choices(name, text, form)
        if not found:
            raise NothingToChoose(
                f"{form._record._name}.{name}: “{text}” finds nothing by {self.domain(name, form)}"
            )
        take(form._env[form._view["fields"][name]["relation"]].browse(found[0][0]))

    def _value(self, form, info):
        if info["type"] == "selection":
            return info["selection"][0][0]
        return {
            "date": fields.Date.to_string(form._env.company._archive_today()),
            "datetime": fields.Datetime.to_string(fields.Datetime.now()),
            "binary": SIGNATURE,
            "html": "<p>as it was</p>",
            "integer": 1,
            "float": 1.0,
        }.get(info["type"], "as it was")

    def save(self):
        """Press Save.

        :return: the saved record
        """
        return self.form.save()


def menus_of(env):
    """Menus of the archive that a person sees, with the window each opens.

    :param env: environment of the person
    :rtype: list((str, ir.actions.act_window))
    """
    root = env.ref("property_archive.menu_root").id
    menus = env["ir.ui.menu"].load_menus(False)
    found, waiting = [], [root] if root in menus else []
    while waiting:
        menu = menus[waiting.pop()]
        waiting += menu["children"]
        if menu.get("action_model") == "ir.actions.act_window":
            action = env["ir.actions.act_window"].sudo().browse(menu["action_id"])
            found.append((menu["xmlid"], action))
    return found


def screen_of(env, action):
    """The form behind a window as it opens for a new document; none where it cannot.

    :param env: environment of the person
    :param action: ir.actions.act_window
    :rtype: Screen or None
    """
    names = {
        "uid": env.uid,
        "active_id": False,
        "active_ids": [],
        "allowed_company_ids": env.companies.ids,
    }
    context = safe_eval.safe_eval(action.context or "{}", names)
    views = dict((kind, view) for view, kind in action.views)
    if "form" not in views:
        return None
    model = env[action.res_model].with_context(**context)
    if not model.has_access("create"):
        return None
    given = model.get_views([(view, kind) for kind, view in views.items()])["views"]
    closed = {kind for kind in given if _switched_off(given[kind]["arch"])}
    if "form" in closed or given.keys() - {"form", "search"} == closed:
        return None
    return Screen(model.env, action.res_model, views["form"])


def _switched_off(arch):
    root = etree.fromstring(arch)
    return root.tag in ("form", "list", "kanban") and root.get("create") in ("0", "false")
