from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestStandIn(RetentionCase):
    """A stand-in decides about no record above their own clearance (D4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.archivist2, cls.head):
            cls._clear(user)
        cls.deputy = cls._create_person("deputy", "base.group_user", cls.engineering)
        for absent in (cls.service_head, cls.head, cls.executive):
            cls.env["property.archive.delegation"].with_user(absent).create(
                {"delegate_id": cls.deputy.id, "date_end": "2024-06-30"}
            )

    def _check(self, document):
        """The deputy, in the place of who is asked, before and after their clearance."""
        as_deputy = document.with_user(self.deputy)
        self._forget()
        self.assertTrue(document.sudo().approval_ids)
        self.assertNotIn(document.id, as_deputy._stand_in_ids())
        with self.assertRaises(UserError):
            as_deputy.sudo(False).action_approve()
        clearance = self._clear(self.deputy, self.confidential)
        self.assertNotIn(document.id, as_deputy._stand_in_ids())
        self._clear(self.deputy, self.secret)
        self._forget()
        self.assertIn(document.id, as_deputy._stand_in_ids())
        as_deputy.action_approve()
        clearance.with_user(self.executive).action_revoke()

    def _secret(self):
        """An internal record and a secret one: the higher level counts."""
        internal = self._filed()
        self.papers.level_id = self.secret
        return internal | self._filed()

    def test_destruction(self):
        batch = self._batch(self._secret())
        batch.action_submit()
        self._check(batch)

    def test_hold(self):
        hold = self._hold(self._secret())
        hold.action_lift("Over")
        self._check(hold)

    def test_exception(self):
        exception = (
            self.env["property.archive.retention.exception"]
            .with_user(self.archivist)
            .create({"record_id": self._secret()[1].id, "reason": "x", "opinion": "permanent"})
        )
        exception.action_submit()
        self._check(exception)
