import ast

from odoo.tests import tagged

from ..common import ArchiveCase


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

    def test_each_speaks_the_language_of_its_reader(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        favourite = self.env.ref("property_archive.filter_holdings")
        favourite.with_context(lang="zh_CN").archive_name = "馆藏（类别、密级）"
        filters = self.env["ir.filters"].with_user(self.archivist)

        def shown():
            found = filters.get_filters("property.archive.record", favourite.action_id.id)
            return next(one["name"] for one in found if one["id"] == favourite.id)

        self.archivist.lang = "en_US"
        self.assertEqual(shown(), "Holdings by category and level")
        self.archivist.lang = "zh_CN"
        self.assertEqual(shown(), "馆藏（类别、密级）")
        # one that is renamed is called as its owner says
        favourite.name = "馆藏统计"
        self.assertEqual(shown(), "馆藏统计")
