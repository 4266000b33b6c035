from odoo.tests import TransactionCase, tagged

#: Pieces that single clauses name, by category: words of their names.
PIECES = {
    "owner": {
        "000 1.1.2": ("defects", "Complaint"),
        "001 小区 四 1-3": ("Move-in registration", "household register", "lease"),
        "001 小区 四 5": ("maintenance fund",),
        "001 小区 四 6": ("Praise",),
        "001 小区 四 7": ("Activities",),
        "001 ZC 3.3": ("covenant", "Fit-out"),
        "001 四个 2": ("Repair record", "Complaint"),
    },
    "resident": {"004 8 1.1.2": ("defects",)},
    "customer": {
        "000 3.5.1": ("Identity documents",),
        "000 3.5.4": ("Changes of the customer's staff",),
        "001 三 1a": ("Services asked for",),
        "001 四 1a": ("Service contract",),
        "003-2 3": ("door locks", "telephone", "parking", "directory sign", "after hours"),
        "003-4 4.1.2": ("Credit", "Transaction"),
        "003-6 三": ("characteristics", "Business", "Current dealings"),
    },
    "personnel_4_1": {"002 二 四": ("Survey",)},
    "personnel_4_2": {"002 二 四": ("Complaints solved",)},
    "personnel_4_3": {"002 二 四": ("New customers",)},
}


@tagged("post_install", "-at_install")
class TestClauses(TransactionCase):
    """What single clauses of the regulations want to be there, by their numbers (J24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})

    def test_the_checklists_have_the_pieces_that_the_clauses_name(self):
        missing = []
        for code, clauses in PIECES.items():
            names = self.env.ref(f"property_archive.category_{code}").piece_ids.mapped("name")
            for clause, words in clauses.items():
                missing += [
                    (clause, word) for word in words if not any(word in name for name in names)
                ]
        self.assertFalse(missing)

    def test_every_shipped_category_below_a_heading_has_a_checklist(self):
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "property.archive.category"), ("module", "=", "property_archive")]
        )
        categories = self.env["property.archive.category"].browse(shipped.mapped("res_id"))
        headings = categories.filtered(lambda c: not c.parent_id and c.child_ids)
        without = (categories - headings).filtered(lambda c: not c.piece_ids)
        self.assertFalse(without.mapped("code"))

    def test_003_12_and_003_13_have_their_protections(self):
        for xmlid, points in (
            ("six", {"Theft", "Fire", "Damp", "Dust", "Heat", "Light"}),
            (
                "seven_rodents",
                {"Theft", "Fire", "Light", "Heat", "Damp", "Dust", "Rodents"},
            ),
        ):
            profile = self.env.ref(f"property_archive.protection_profile_{xmlid}")
            self.assertEqual(set(profile.point_ids.mapped("name")), points)
