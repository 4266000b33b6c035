import ast

from odoo.tests import tagged

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestFavourites(ArchiveCase):
    """The shipped favourites of pivots and graphs group what their readers see (G2)."""

    def test_each_opens(self):
        ids = (
            self.env["ir.model.data"]
            .search([("module", "like", "property\\_archive%"), ("model", "=", "ir.filters")])
            .mapped("res_id")
        )
        favourites = self.env["ir.filters"].browse(ids)
        self.assertGreaterEqual(len(favourites), 3)
        for favourite in favourites:
            with self.subTest(favourite.name):
                context = ast.literal_eval(favourite.context)
                groups = context.get("pivot_row_groupby") or context["group_by"]
                groups = groups + context.get("pivot_column_groupby", [])
                model = self.env[favourite.model_id].with_user(self.archivist)
                rows = model.formatted_read_group(
                    ast.literal_eval(favourite.domain), groups, ["__count"]
                )
                self.assertIsInstance(rows, list)
                self.assertEqual(favourite.action_id.sudo().type, "ir.actions.act_window")
                window = self.env["ir.actions.act_window"].sudo().browse(favourite.action_id.id)
                self.assertTrue({"pivot", "graph"} & set(window.view_mode.split(",")))
