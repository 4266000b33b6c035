"""Nonsense over every public method, as each role: no word of a secret record leaves.

Some hundred calls in the tests; ./setup/bench fuzz makes 20,000 of them, from a seed that is
printed: FUZZ_SEED and FUZZ_CALLS repeat a run.
"""

import contextlib
import json
import os
import random
from collections import Counter

from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessDenied, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.property_archive.tests.common import ArchiveCase

CALLS = int(os.environ.get("FUZZ_CALLS") or 400)
SEED = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(10**6))
#: In the title and in the content of a record that none of these people may read.
WORD = "绝密词汇"
_BASE = ("read", "search_read", "name_search", "web_search_read", "export_data", "write", "create")


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
                for method in {*dir(model), *_BASE}
                if not method.startswith("_")
                and callable(getattr(model, method, None))
                and not getattr(getattr(model, method), "_api_private", False)
                and (method in _BASE or self._is_ours(model, method))
            )
            for name, model in self.env.registry.items()
            if name.startswith("property.archive.") and not model._abstract
        }

    @staticmethod
    def _is_ours(model, method):
        return any(
            method in vars(parent) and parent.__module__.startswith("odoo.addons.property_archive")
            for parent in model.__mro__
        )

    def _nonsense(self, model, deep=2):
        names = sorted(self.env[model]._fields)
        dice, operators = self.dice, ("=", "ilike", "in")
        choices = [
            lambda: None,
            lambda: dice.choice((True, False)),
            lambda: dice.choice((-1, 0, 1, 2**31, 2**70, 1.5)),
            lambda: dice.choice(("", "x", "%", "\x00", WORD[:2], "2024-13-45", "'; --")),
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

    def _call(self, user, model, method):
        dice = self.dice
        ids = dice.choice(
            ([], self.secret.ids, [2**30], self.env[model].sudo().search([], limit=2).ids)
        )
        args = [self._nonsense(model) for _ in range(dice.randrange(3))]
        records = self.env[model].with_user(user).with_context(lang="en_US")
        return call_kw(records, method, [ids, *args], {})

    def test_no_word_of_a_secret_record_leaves(self):
        raw = Counter()
        facts = self._facts()
        with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
            for number in range(CALLS):
                role = self.dice.choice(sorted(self.roles))
                model = self.dice.choice(sorted(self.models))
                method = self.dice.choice(self.models[model])
                self.env.invalidate_all()
                answer = None
                with contextlib.ExitStack() as stack:
                    savepoint = stack.enter_context(self.env.cr.savepoint(flush=False))
                    try:
                        answer = self._call(self.roles[role], model, method)
                    except (UserError, AccessDenied) as error:
                        answer = str(error)
                    except (DatabaseError, Exception) as error:  # noqa: BLE001
                        answer = str(error)
                        raw[f"{model}.{method}: {type(error).__name__}"] += 1
                    savepoint.rollback()
                    self.env.cr.precommit.clear()
                told = json.dumps(answer, default=str, ensure_ascii=False)
                self.assertNotIn(
                    WORD, told, f"seed {SEED}, call {number}: {model}.{method} as {role}"
                )
        self.assertEqual(self._facts(), facts, f"seed {SEED}")
        if CALLS > 1000:
            print(f"seed {SEED}: {CALLS} calls, {sum(raw.values())} raw errors")  # noqa: T201
            for place, count in raw.most_common(40):
                print(f"  {count:5} {place}")  # noqa: T201

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
