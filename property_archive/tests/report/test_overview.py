from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestOverview(ArchiveCase):
    """The first screen counts what is there, as the person who looks (G2)."""

    def _tiles(self, user):
        sections = self.env["property.archive.overview"].with_user(user).get_overview()
        return {tile["key"]: tile for section in sections for tile in section["tiles"]}

    def test_counts_are_the_readers_own(self):
        before = int(self._tiles(self.clerk)["drafts"]["value"])
        self.env["property.archive.record"].with_user(self.clerk).create(
            [{"name": f"回访记录 {number}", "category_id": self.papers.id} for number in range(3)]
        )
        self.assertEqual(self._tiles(self.clerk)["drafts"]["value"], str(before + 3))
        self.assertEqual(self._tiles(self.archivist)["drafts"]["value"], "0")

    def test_a_tile_opens_the_list_it_counts(self):
        record = (
            self.env["property.archive.record"]
            .with_user(self.clerk)
            .create({"name": "回访记录", "category_id": self.papers.id})
        )
        overview = self.env["property.archive.overview"].with_user(self.clerk)
        action = overview.action_open_tile("drafts")
        self.assertEqual(action["mobile_view_mode"], "kanban")
        found = self.env[action["res_model"]].with_user(self.clerk).search(action["domain"])
        self.assertIn(record, found)
        self.assertEqual(str(len(found)), self._tiles(self.clerk)["drafts"]["value"])

    def test_what_is_not_for_me_does_not_open(self):
        overview = self.env["property.archive.overview"].with_user(self.engineer)
        self.assertNotIn("drafts", self._tiles(self.engineer))
        with self.assertRaises(UserError):
            overview.action_open_tile("drafts")
        with self.assertRaises(UserError):
            overview.action_open_tile("no such tile")
        with self.assertRaises(AccessError):
            self.env["property.archive.overview"].with_user(
                self.env.ref("base.public_user")
            ).get_overview()

    def test_cost_does_not_follow_what_is_there(self):
        def cost():
            return self._queries(lambda: self._tiles(self.archivist))

        def draft(count):
            vals = {"name": "回访记录", "category_id": self.papers.id}
            self.env["property.archive.record"].with_user(self.archivist).create([vals] * count)

        draft(1)
        cost()
        few = cost()
        draft(50)
        self.assertLessEqual(cost(), few + 2)

    def test_climate_now(self):
        room = self.env["property.archive.location"].create(
            {"name": "Climate room", "kind": "room", "barcode": "OVERVIEW-ROOM"}
        )
        self.env["property.archive.reading"].with_user(self.archivist).create(
            [
                {"location_id": room.id, "date": date, "temperature": value, "humidity": 50}
                for date, value in (("2026-11-20 02:00:00", 30.5), ("2026-11-19 02:00:00", 20))
            ]
        )
        tile = self._tiles(self.archivist)[f"climate.{room.id}"]
        self.assertIn("30.5", tile["value"])
        self.assertEqual(tile["label"], room.display_name)
        overview = self.env["property.archive.overview"].with_user(self.archivist)
        action = overview.action_open_tile(f"climate.{room.id}")
        found = self.env[action["res_model"]].with_user(self.archivist).search(action["domain"])
        self.assertEqual(len(found), 2)
