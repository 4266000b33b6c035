import importlib.util
from pathlib import Path

from odoo.tests import tagged

from ..common import RetentionCase

SCRIPTS = Path(__file__).parents[2] / "migrations"


@tagged("post_install", "-at_install")
class TestMigration(RetentionCase):
    def _migrate(self, version, name):
        spec = importlib.util.spec_from_file_location(name, SCRIPTS / version / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

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
            self._migrate("19.0.1.4.0", "post-destruction_steps")
            self.assertEqual(
                below._destruction_roles(), ["company_leader", "company_leader", "executive"]
            )
            self.assertFalse(third.destruction_step_ids)
            self.assertEqual(third._destruction_roles(), ["keeping_head", "executive"])
