from odoo.tests import tagged

from ..common import ArchiveCase, run_migration

SCRIPTS = "property_archive/migrations/19.0.1.4.0"


@tagged("post_install", "-at_install")
class TestMigration(ArchiveCase):
    """What a script makes of the data of a version before."""

    @classmethod
    def _found(cls):
        """Not founded: the act is half done under the version before."""

    def test_who_confirmed_the_founding_act_approved_it(self):
        founding = self.env["property.archive.founding"].create(
            {
                "executive_id": self.executive.id,
                "head_id": self.head.id,
                "date_end": "2099-01-01",
                "date_start": "2098-01-01",
                "executive_agreement": "c2lnbmVk",
                "head_agreement": "c2lnbmVk",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE property_archive_founding ADD COLUMN executive_confirmed timestamp,"
            " ADD COLUMN head_confirmed timestamp"
        )
        self.env.cr.execute(
            "UPDATE property_archive_founding SET state = 'half',"
            " head_confirmed = '2024-05-01 08:00:00' WHERE id = %s",
            (founding.id,),
        )
        for _again in range(2):
            run_migration(self.env, f"{SCRIPTS}/post-founding.py")
            self.assertRecordValues(
                founding.approval_ids,
                [
                    {"state": "approved", "decided_by_id": self.head.id, "sequence": 1},
                    {"state": "pending", "decided_by_id": False, "sequence": 2},
                ],
            )
            self.assertEqual(founding.approval_ids[0].approver_ids, self.head)
            self.assertEqual(founding.approval_ids[1].approver_ids, self.executive)
        with self.assertRaisesRegex(Exception, "already"):
            founding.with_user(self.head).action_confirm()
        founding.with_user(self.executive).action_confirm()
        self.assertEqual(founding.state, "done")
