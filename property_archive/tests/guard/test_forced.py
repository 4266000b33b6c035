from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase

#: What Odoo's own uninstallation says to itself; any caller may say it too.
_FORCED = {"_force_unlink": True}
_OURS = "odoo.addons.property_archive"


@tagged("post_install", "-at_install")
class TestForcedDeletion(ArchiveCase):
    """A key in a caller's context uninstalls nothing and deletes nothing (B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.log = cls.env["property.archive.log"].sudo()

    def _refused(self, call, error=AccessError):
        before = self.log.search([], limit=1).id
        with self.assertRaisesRegex(error, "."):  # not undone to here, unlike assertRaises
            call()
        return self.log.search([("id", ">", before)])

    def test_no_guard_of_the_archive_is_skipped_for_a_key_in_the_context(self):
        skipped, found = [], 0
        for name in self.registry:
            for guard in self.env[name]._ondelete_methods:
                if guard.__module__.startswith(_OURS):
                    found += 1
                    if not guard._ondelete:
                        skipped.append(f"{name}: {guard.__module__}.{guard.__name__}")
        self.assertEqual(skipped, [])
        self.assertGreater(found, 50)

    def test_a_rule_that_decides_stays(self):
        rule = self.env["property.archive.penalty.rule"].search([], limit=1)
        with self.assertRaises(UserError):
            rule.with_user(self.head).with_context(**_FORCED).unlink()
        self.assertTrue(rule.exists())

    def test_no_table_column_value_or_constraint_of_the_archive_is_dropped(self):
        like = "property.archive.%"
        core = [
            ("model", "in", ("res.company", "hr.department")),
            ("name", "=like", "archive%"),
            ("state", "=", "base"),
        ]
        env = self.env(user=self.admin.id)
        module = [("module.name", "=", "property_archive")]
        rows = {
            "tables": env["ir.model"].search([("model", "=like", like)]),
            "columns": env["ir.model.fields"].search([("model", "=like", like)]),
            "columns of Odoo's models": env["ir.model.fields"].search(core),
            "values": env["ir.model.fields.selection"].search([("field_id.model", "=like", like)]),
            "constraints": env["ir.model.constraint"].search(module),
            "relations": env["ir.model.relation"].search(module),
        }
        for kind, found in rows.items():
            self.assertTrue(found, kind)
            with self.subTest(kind=kind):
                events = self._refused(found[0].with_context(**_FORCED).unlink)
                self.assertEqual(events.mapped("action"), ["rights_row_refused"])
                self.assertEqual(events.mapped("user_id"), [self.admin.id])

    def test_what_somebody_added_to_odoo_themselves_is_theirs(self):
        env = self.env(user=self.admin.id)
        field = env["ir.model.fields"].create(
            {
                "name": "x_theirs",
                "model_id": env["ir.model"]._get_id("res.partner"),
                "ttype": "char",
                "state": "manual",
            }
        )
        field.write({"help": "Theirs"})
        self.assertTrue(field.unlink())

    def test_no_way_around_the_conditions_of_uninstalling(self):
        self._file(content=b"content")
        env = self.env(user=self.admin.id)
        module = env["ir.module.module"].search([("name", "=", "property_archive")])
        below = env["ir.module.module"].search([("name", "=", "hr")])
        ways = {
            "the button": module.button_uninstall,
            "of what it stands on": below.button_uninstall,
            "its state": lambda: module.write({"state": "to remove"}),
            "said to be gone": lambda: module.write({"state": "uninstalled"}),
            "another name": lambda: module.write({"name": "x"}),
            "another name for what runs": lambda: module.write({"name": "x", "state": "installed"}),
            "its row": lambda: module.with_context(**_FORCED).unlink(),
        }
        for way, call in ways.items():
            with self.subTest(way=way):
                events = self._refused(call, UserError)
                self.assertIn("uninstall_asked", events.mapped("action"))
                self.assertEqual(module.state, "installed")
        # at once: not when the first table is to be dropped
        self.assertFalse(self._refused(module.module_uninstall))
        self.assertTrue(self.env["ir.model"].search([("model", "=", "property.archive.log")]))
