from odoo.tests import tagged

from odoo.addons.property_archive.tests.common import run_migration

from ..common import RetentionCase

SCRIPTS = "property_archive_retention/migrations/19.0.1.4.0"


@tagged("post_install", "-at_install")
class TestMigration(RetentionCase):
    def test_numbered_roles_of_a_category_become_steps(self):
        for number in (1, 2, 3):
            self.env.cr.execute(
                "ALTER TABLE property_archive_category"
                f" ADD COLUMN destruction_role_{number} varchar"
            )
        below = self.papers.copy({"code": "T-BEL", "parent_id": self.papers.id})
        third = self.papers.copy({"code": "T-THI", "parent_id": self.papers.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE property_archive_category SET destruction_role_1 = 'company_leader',"
            " destruction_role_2 = 'company_leader', destruction_role_3 = 'executive'"
            " WHERE id = %s",
            (below.id,),
        )
        self.env.cr.execute(
            "UPDATE property_archive_category SET destruction_role_3 = 'executive' WHERE id = %s",
            (third.id,),
        )
        for _again in range(2):
            run_migration(self.env, f"{SCRIPTS}/post-destruction_steps.py")
            self.assertEqual(
                below._destruction_roles(), ["company_leader", "company_leader", "executive"]
            )
            self.assertFalse(third.destruction_step_ids)
            self.assertEqual(third._destruction_roles(), ["keeping_head", "executive"])
