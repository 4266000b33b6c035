from odoo.tests import TransactionCase, tagged

#: Pieces of the checklists, and how many of them a file must hold (A6).
CHECKLISTS = {
    "owner": (20, 7),
    "resident": (7, 5),
    "customer": (29, 5),
    "fitout": (6, 4),
    "vehicle": (12, 11),
    "vehicle_minor": (9, 4),
    "vehicle_first": (5, 5),
    "vehicle_maintenance": (4, 4),
    "vehicle_overhaul": (6, 6),
    "vehicle_claim": (9, 4),
    "engineering": (7, 2),
    "service": (3, 2),
}
#: Everything requirement A1 names.
SCHEME = (
    "owner resident tenant customer custody service complaint repair safety patrol cleaning"
    " fitout engineering finance contract government document minutes party licence speech"
    " correspondence quality training audiovisual vehicle guest personnel key"
).split()


@tagged("post_install", "-at_install")
class TestCategoryData(TransactionCase):
    """The classification scheme that is shipped (A1 to A4, A6, B1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "property_archive"),
                ("model", "=", "property.archive.category"),
            ]
        )
        cls.shipped = cls.env["property.archive.category"].browse(data.mapped("res_id"))

    def _category(self, name):
        return self.env.ref(f"property_archive.category_{name}")

    def test_the_scheme_is_complete(self):
        scheme = self.env["property.archive.category"].union(*map(self._category, SCHEME))
        self.assertEqual(len(scheme), 29)
        self.assertLessEqual(scheme, self.shipped)

    def test_every_code_is_given_once(self):
        codes = self.shipped.mapped("code")
        self.assertEqual(len(codes), len(set(codes)))
        self.assertNotIn(False, self.shipped.mapped("active"))

    def test_every_numbering_pattern_renders(self):
        for category in self.shipped:
            self.assertTrue(
                category.numbering_preview.startswith(f"{category.code}-"),
                category.numbering_preview,
            )
        self.assertEqual(self._category("owner").numbering_preview, "WY-YZ-3-2-1501-01")
        self.assertEqual(self._category("service").numbering_preview, "WY-FW-202611-0001")

    def test_levels_are_those_required(self):
        for level, names in {
            "top_secret": ["owner"],
            "secret": ["customer"],
            "confidential": ["tenant", "resident", "custody", "personnel"],
        }.items():
            for name in names:
                expected = self.env.ref(f"property_archive.level_{level}")
                self.assertEqual(self._category(name).level_id, expected, name)
        personnel = self._category("personnel")
        below = self.shipped.search([("id", "child_of", personnel.id)])
        self.assertEqual(below.level_id, personnel.level_id)

    def test_checklists_hold_what_the_rules_list(self):
        counts = {}
        for name in CHECKLISTS:
            pieces = self._category(name).piece_ids
            counts[name] = (len(pieces), len(pieces.filtered("required")))
        self.assertEqual(counts, CHECKLISTS)

    def test_a_piece_that_is_a_copy_by_name_may_be_a_copy(self):
        pieces = self.shipped.piece_ids.filtered(lambda p: p.name.lower().startswith("cop"))
        self.assertGreater(len(pieces), 10)
        self.assertNotIn(False, pieces.mapped("copy_allowed"))

    def test_one_open_file_for_each_subject(self):
        single = self.shipped.filtered("one_open_file")
        names = ["owner", "resident", "tenant", "customer", "custody", "guest"]
        names += ["correspondence", "personnel", "vehicle"]
        expected = self.env["property.archive.category"].union(*map(self._category, names))
        self.assertEqual(single, expected & single)
        self.assertEqual(len(single), len(expected))
        self.assertNotIn("none", single.mapped("subject_kind"))

    def test_customer_files_have_the_newest_in_front(self):
        self.assertEqual(self._category("customer").item_order, "newest")
        self.assertEqual(self._category("personnel").item_order, "class")
        self.assertEqual(self._category("owner").item_order, "oldest")

    def test_personnel_has_eight_classes_that_their_subject_reads(self):
        personnel = self._category("personnel")
        self.assertEqual(
            personnel.child_ids.mapped("code"),
            [f"RS-{number}" for number in range(1, 9)],
        )
        self.assertEqual(len(self._category("personnel_3").child_ids), 2)
        self.assertEqual(len(self._category("personnel_4").child_ids), 3)
        below = self.shipped.search([("id", "child_of", personnel.id)])
        self.assertNotIn(False, below.mapped("subject_reads"))
        self.assertEqual(set(below.mapped("subject_kind")), {"employee"})

    def test_categories_stand_in_the_order_of_the_scheme(self):
        group = self._category("group_occupant")
        self.assertEqual(
            group.child_ids.mapped("code"),
            ["WY-YZ", "WY-ZH", "WY-ZU", "WY-KH", "WY-TG", "WY-CL", "WY-KS"],
        )
        below = self.shipped.search([("id", "child_of", group.id)])
        vehicle = self._category("vehicle")
        position = list(below).index(vehicle)
        self.assertEqual(below[position + 1 : position + 6], vehicle.child_ids)
