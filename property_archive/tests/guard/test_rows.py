from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRowsOfRights(ArchiveCase):
    """An administrator edits the rows by which Odoo gives rights (B4, B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.Log = cls.env["property.archive.log"].sudo()

    def _as_admin(self, records):
        return records.with_user(self.admin)

    def _refused(self, call):
        before = self.Log.search([], limit=1).id
        with self.assertRaisesRegex(AccessError, "belongs to the archive"):
            call()
        event = self.Log.search([("id", ">", before), ("action", "=", "rights_row_refused")])
        self.assertEqual(event.mapped("user_id"), [self.admin.id])

    def test_no_rule_of_the_archive_is_edited(self):
        rules = self.env["ir.rule"].search([("model_id.model", "=like", "property.archive.%")])
        self.assertGreater(len(rules), 50)
        for vals in (
            {"active": False},
            {"perm_read": False},
            {"domain_force": "[(1, '=', 1)]"},
            {"groups": [(5,)]},
            {"model_id": self.env["ir.model"]._get("res.partner").id},
        ):
            with self.subTest(vals=vals):
                self._refused(lambda vals=vals: self._as_admin(rules[0]).write(vals))
        self._refused(lambda: self._as_admin(rules[0]).unlink())
        model = self.env["ir.model"]._get("property.archive.record").id
        archivists = self.env.ref("property_archive.group_property_archive_archivist")
        new = {"name": "x", "model_id": model, "groups": [(4, archivists.id)]}
        self._refused(lambda: self._as_admin(rules.browse()).create(new))

    def test_no_access_right_of_the_archive_is_edited(self):
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "property.archive.%")]
        )
        self._refused(lambda: self._as_admin(rows[0]).write({"perm_unlink": True}))
        self._refused(lambda: self._as_admin(rows[0]).unlink())
        model = self.env["ir.model"]._get("property.archive.grant").id
        self._refused(
            lambda: self._as_admin(rows.browse()).create(
                {"name": "x", "model_id": model, "perm_create": True}
            )
        )

    def test_no_group_of_the_archive_becomes_another(self):
        executives = self.env.ref("property_archive.group_property_archive_executive")
        heads = self.env.ref("property_archive.group_property_archive_manager")
        self._refused(lambda: self._as_admin(heads).write({"implied_ids": [(4, executives.id)]}))
        self._refused(lambda: self._as_admin(heads).write({"privilege_id": False}))
        self._refused(lambda: self._as_admin(heads).unlink())
        name = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("res_id", "=", executives.id)]
        )
        self._refused(
            lambda: self._as_admin(name).write({"res_id": self.env.ref("base.group_user").id})
        )
        self._refused(lambda: self._as_admin(name).unlink())

    def test_a_group_that_brings_one_of_the_archive_is_seen(self):
        executives = self.env.ref("property_archive.group_property_archive_executive")
        group = self.env["res.groups"].create({"name": "Harmless"})
        self._as_admin(group).write({"implied_ids": [(4, executives.id)]})
        event = self.Log.search([("res_model", "=", "res.groups")], limit=1)
        self.assertEqual((event.res_id, event.user_id), (executives.id, self.admin.id))
        self.assertIn(str(group.id), event.detail)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        self.assertIn(self.admin.name, message.body)

    def test_what_code_states_holds_without_the_rows(self):
        # somebody with the database's own password takes the rows away
        record = self._file(level_id=self.secret.id)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM ir_rule WHERE model_id IN"
            " (SELECT id FROM ir_model WHERE model LIKE 'property.archive.%')"
        )
        self.env.registry.clear_cache()
        self._forget()
        for documents in (record, record.sudo().enclosure_ids):
            theirs = documents.with_user(self.engineer)
            with self.subTest(model=documents._name):
                self.assertFalse(theirs.search([("id", "in", documents.ids)]))
                self.assertFalse(theirs.has_access("read"))
                with self.assertRaises(AccessError):
                    theirs.read(["name"])
        company = self.env["res.company"].create({"name": "Another"})
        place = self.env["property.archive.location"].create(
            {"name": "Theirs", "kind": "room", "company_id": company.id, "barcode": "T-OTHER"}
        )
        self.assertFalse(place.with_user(self.archivist).has_access("read"))

    def test_a_group_of_an_import_that_failed_is_nobody_s(self):
        archivists = "property_archive.group_property_archive_archivist"
        engineer = self.engineer.get_external_id().get(self.engineer.id) or "__test__.engineer"
        self.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": engineer.split(".")[1],
                "model": "res.users",
                "res_id": self.engineer.id,
            }
        )
        result = self._as_admin(self.env["res.users"]).load(
            ["id", "group_ids/id"], [[engineer, archivists], ["__test__.nobody", archivists]]
        )
        self.assertFalse(result["ids"])
        self.env.invalidate_all()
        self.assertFalse(self.engineer.has_group(archivists))

    def test_every_model_of_the_archive_has_the_door(self):
        guarded = self.env.registry["property.archive.guarded"]
        for name, model in self.env.registry.items():
            if name.startswith("property.archive.") and not model._abstract:
                self.assertTrue(issubclass(model, guarded), name)
