from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestMultiCompany(RetentionCase):
    """One company's destructions, holds and transfers are none of another's business."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["res.company"].create({"name": "Sister"})
        cls.stranger = cls._create_person(
            "stranger", "property_archive.group_property_archive_manager"
        )
        cls.stranger.write({"company_ids": [(6, 0, cls.sister.ids)], "company_id": cls.sister.id})

    def test_another_company_sees_nothing(self):
        record = self._filed()
        documents = [
            self._batch(record),
            self._hold(self._filed()),
            self.env["property.archive.transfer"].with_user(self.archivist).create({}),
        ]
        self._forget()
        for document in documents:
            foreign = document.with_user(self.stranger)
            self.assertFalse(foreign.search([("id", "=", document.id)]))
            with self.assertRaises(AccessError):
                foreign.read(["name"])

    def test_another_companys_records_are_not_proposed(self):
        self._filed()
        model = self.env["property.archive.destruction"].with_user(self.stranger)
        self.assertFalse(model._propose_due(self.sister))

    def test_a_hold_over_a_contact_stays_in_its_company(self):
        record = self._filed(partner_id=self.owner.id)
        self._hold(kind="partner", partner_id=self.owner.id, user=self.stranger)
        self.assertFalse(record.hold_count)

    def test_rules_of_another_company_do_not_apply(self):
        record = self._filed()
        self.rule.company_id = self.sister
        self.assertFalse(record.date_retention_due)
