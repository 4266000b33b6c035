"""What the lists of the three addons add up in the rows of their groups."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

#: Amounts: what these count may be added up. All names that end in ``_count`` are.
AMOUNTS = {"capacity", "floor_area", "quantity", "record_total", "size"}


@tagged("post_install", "-at_install")
class TestLists(TransactionCase):
    def test_only_amounts_are_added_up(self):
        """The longest terms of five rules make no term of 77 days."""
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "list"),
                ("model", "=like", "property.archive%"),
                ("mode", "=", "primary"),
            ]
        )
        self.assertGreater(len(views), 50)
        added = {
            (view.model, field.name)
            for view in views
            for field in self._numbers(view)
            if field.name not in AMOUNTS and not field.name.endswith(("_count", "_in", "_out"))
        }
        self.assertEqual(sorted(added), [], "aggregator=None")

    def _numbers(self, view):
        """Stored numbers that a list shows, and adds up in a group."""
        fields = self.env[view.model]._fields
        for node in etree.fromstring(view.arch).xpath("/list/field"):
            field = fields.get(node.get("name"))
            if (
                field
                and field.store
                and field.type in ("integer", "float")
                and field.aggregator == "sum"
                and node.get("widget") != "handle"
            ):
                yield field
