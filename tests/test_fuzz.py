"""Nonsense over every public method, as each role: no word of a secret record leaves.

Some hundred calls in the tests; ./setup/bench fuzz makes 20,000 of them, from a seed that is
printed: FUZZ_SEED and FUZZ_CALLS repeat a run.
"""

import contextlib
import inspect
import json
import os
import random
import traceback
from collections import Counter

from psycopg2 import IntegrityError

from odoo.exceptions import AccessDenied, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.property_archive.door import Door
from odoo.addons.property_archive.tests.common import ArchiveCase

CALLS = int(os.environ.get("FUZZ_CALLS") or 400)
SEED = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(10**6))
#: In the title and in the content of a record that none of these people may read.
WORD = "绝密词汇"
_LOGS = (
    "odoo.sql_db",
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.property_archive.door",
)


@tagged("post_install", "-at_install")
class TestFuzz(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.clerk)
        cls._clear(cls.archivist)
        cls.portal = new_test_user(cls.env, "fuzz_portal", groups="base.group_portal")
        cls.dice = random.Random(SEED)

    def setUp(self):
        super().setUp()
        self.secret = self._draft(name=WORD, level_id=self.top_secret.id, content=WORD.encode())
        self._hand_over(self.secret)
        # whoever worked on it works elsewhere now
        for clearance in self.env["property.archive.clearance"].search([]):
            if clearance.state == "granted":
                clearance.with_user(self.executive).action_revoke()
        self.roles = {
            "plain user": self.engineer,
            "portal": self.portal,
            "clerk": self._create_person(
                "fuzz_clerk", "property_archive.group_property_archive_user"
            ),
            "archivist": self.archivist2,
            "archive head": self.head,
            "HR": self.hr_manager,
            "administrator": self.env.ref("base.user_admin"),
        }
        self.models = {
            name: sorted(
                method
                for method in dir(cls)
                if isinstance(inspect.getattr_static(cls, method), Door)
                and (name.startswith("property.archive.") or method in vars(cls))
            )
            for name, cls in self.env.registry.items()
            if not cls._abstract
        }
        self.models = {name: methods for name, methods in self.models.items() if methods}

    def _nonsense(self, model, deep=2):
        names = sorted(self.env[model]._fields)
        dice, operators = self.dice, ("=", "ilike", "in", "any", "child_of", "=?", 5)
        choices = [
            lambda: None,
            lambda: dice.choice((True, False)),
            lambda: dice.choice((-1, 0, 1, 2**31, 2**70, 1.5, float("nan"))),
            lambda: dice.choice(("", "x", "%", "\x00", WORD[:2], "2024-13-45", "'; --", "\ud800")),
            lambda: self.secret.ids,
            lambda: self.secret.id,
            lambda: dice.choice(names),
            lambda: [[dice.choice(names), dice.choice(operators), self._nonsense(model, 0)]],
            lambda: {dice.choice(names): self._nonsense(model, 0)},
        ]
        if deep:
            choices += [
                lambda: [self._nonsense(model, deep - 1) for _ in range(dice.randrange(3))],
                lambda: {"x": self._nonsense(model, deep - 1)},
            ]
        return dice.choice(choices)()

    def _likely(self, model, name):
        """Something like what an argument of this name takes, so that calls get further."""
        dice, names = self.dice, sorted(self.env[model]._fields)
        some = [dice.choice(names) for _ in range(dice.randrange(4))]
        if name in ("vals", "values", "default", "custom_values"):
            return {field: self._nonsense(model, 1) for field in some}
        if name == "vals_list":
            return [{field: self._nonsense(model, 1) for field in some}]
        if name in ("specification", "fields_spec"):
            return {f: self._nonsense(model, 1) if dice.random() < 0.3 else {} for f in some}
        if name in ("fields", "field_names", "fields_to_export", "groupby", "allfields"):
            return some
        if name == "aggregates":
            return [f"{field}:{dice.choice(('sum', 'max', 'array_agg', 'x'))}" for field in some]
        if name == "domain":
            return [(field, dice.choice(("=", "in", "ilike", "any")), self._nonsense(model, 1))
                    for field in some]  # fmt: skip
        if name in ("order", "field_name", "group_by", "orderby"):
            return dice.choice(names)
        return self._nonsense(model)

    def _call(self, user, model, method):
        dice = self.dice
        some = self.env[model].sudo().search([], limit=2).ids
        choices = [[], self.secret.ids, [2**30], some, some]
        if model.startswith("property.archive."):
            choices += [[2**70], ["x"], 5.5, None, {}, [None], [[1]]]
        ids = dice.choice(choices)
        function = getattr(self.registry[model], method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        if method == "create":
            args, kwargs = [self._likely(model, dice.choice(("vals", "vals_list")))], {}
        elif dice.random() < 0.3:
            args = [self._nonsense(model) for _ in range(dice.randrange(3))]
            kwargs = {}
        else:
            needed = [p for p in parameters if p.default is p.empty or dice.random() < 0.4]
            kwargs = {p.name: self._likely(model, p.name) for p in needed if p.kind in (1, 3)}
            args = []
        if dice.random() < 0.1:
            kwargs["context"] = {
                dice.choice(("lang", "tz", "allowed_company_ids", "active_test", "bin_size",
                             "default_name", "prefetch_fields")): self._nonsense(model)
            }  # fmt: skip
        records = self.env[model].with_user(user).with_context(lang="en_US")
        if not getattr(function, "_api_model", False):
            args.insert(0, ids)
        return call_kw(records, method, args, kwargs)

    def test_no_word_of_a_secret_record_leaves(self):
        raw, outcome = Counter(), Counter()
        facts = self._facts()
        with mute_logger(*_LOGS):
            for number in range(CALLS):
                role = self.dice.choice(sorted(self.roles))
                model = self.dice.choice(sorted(self.models))
                method = self.dice.choice(self.models[model])
                self.env.invalidate_all()
                answer = broken = None
                with contextlib.ExitStack() as stack:
                    savepoint = stack.enter_context(self.env.cr.savepoint(flush=False))
                    try:
                        answer = self._call(self.roles[role], model, method)
                        outcome["answered"] += 1
                    except (UserError, AccessDenied) as error:
                        answer = str(error)
                        outcome[self._kind(answer)] += 1
                    except IntegrityError as error:
                        broken = error
                    except Exception as error:  # noqa: BLE001
                        answer = str(error)
                        if CALLS > 1000:
                            traceback.print_exc(limit=-6)
                        raw[f"{model}.{method}: {type(error).__name__}"] += 1
                    self.env.cr.clear()
                    savepoint.rollback()
                    if broken:  # as Odoo says it when the request ends
                        answer = self.env[model]._sql_error_to_message(broken)
                told = json.dumps(answer, default=str, ensure_ascii=False)
                self.assertNotIn(
                    WORD, told, f"seed {SEED}, call {number}: {model}.{method} as {role}"
                )
        self.assertEqual(self._facts(), facts, f"seed {SEED}")
        if CALLS > 1000:
            print(f"seed {SEED}: {CALLS} calls, {sum(raw.values())} raw errors, {outcome}")  # noqa: T201
        self.assertFalse(raw, f"seed {SEED}: errors that are no sentence")

    @staticmethod
    def _kind(answer):
        for kind in ("has to be", "takes these arguments", "cannot work with"):
            if kind in answer:
                return kind
        return "refused"

    def _facts(self):
        """What no nonsense may change: the secret record, its rights, and the log."""
        self.env.invalidate_all()
        record = self.secret.sudo()
        return (
            record.name,
            record.state,
            record.level_id.id,
            record.enclosure_ids.mapped("sha256"),
            self.env["property.archive.grant"].sudo().search_count([]),
            self.env["property.archive.clearance"].sudo().search_count([("state", "=", "granted")]),
        )
