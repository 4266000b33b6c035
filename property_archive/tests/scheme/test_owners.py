import datetime

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..common import ArchiveCase

DAY = datetime.date(2024, 6, 3)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestOwners(ArchiveCase):
    """A unit belongs to several owners, and a file is about all of them (A4, A5, B5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.owners.unit_party = "owner"
        cls.wife, cls.buyer, cls.heir = cls.env["res.partner"].create(
            [{"name": "李娜"}, {"name": "王芳"}, {"name": "张小伟"}]
        )
        cls.couple = cls.owner | cls.wife
        cls.unit.owner_ids = cls.couple

    def _owner_file(self, **vals):
        vals.setdefault("partner_id", self.owner.id)
        vals.setdefault("joint_partner_ids", [(6, 0, self.wife.ids)])
        return self._file(category=self.owners, unit_id=self.unit.id, **vals)

    def _current(self):
        return self.unit.party_ids.filtered(lambda p: p.role == "owner" and not p.date_to)

    def _change(self, **vals):
        wizards = self.env["property.archive.change.owner.wizard"].with_user(self.archivist)
        wizard = wizards.create({"unit_id": self.unit.id, "date": "2024-06-01", **vals})
        action = wizard.action_confirm()
        self._forget()
        return self.env["property.archive.record"].browse(action["res_id"]).sudo()

    # -- the unit ---------------------------------------------------------------------------

    def test_a_couple_owns_a_unit(self):
        self.assertEqual(self.unit.owner_ids, self.couple)
        self.assertEqual(self.unit.owner_id, self.owner)
        self.assertEqual(set(self._current().mapped("date_from")), {DAY})
        units = self.env["property.archive.unit"].with_user(self.clerk)
        for partner in self.couple:
            self.assertIn(self.unit, units.search([("owner_ids", "=", partner.id)]))
        self.assertIn(self.unit, units.search([("owner_ids", "ilike", "李娜")]))
        self.assertNotIn(self.unit, units.search([("owner_ids", "=", self.buyer.id)]))

    def test_a_new_unit_has_the_owners_it_is_made_with(self):
        form = Form(self.env["property.archive.unit"].with_user(self.clerk))
        form.building, form.room = "T9", "901"
        form.owner_ids = self.couple
        unit = form.save()
        self.assertEqual(unit.owner_ids, self.couple)
        self.assertEqual(unit.sudo().party_ids.mapped("date_from"), [False, False])

    def test_shares_and_days_are_noted_by_the_archivist(self):
        unit = self.unit.with_user(self.archivist)
        form = Form(unit)
        for index, share in enumerate((60, 40)):
            with form.party_ids.edit(index) as party:
                party.share = share
                party.date_from = "2020-01-01"
        form.save()
        self.assertEqual(sorted(self._current().mapped("share")), [40, 60])
        party = self._current()[0]
        with self.assertRaisesRegex(ValidationError, "come to"):
            party.with_user(self.archivist).share = 70
        with self.assertRaisesRegex(ValidationError, "once the day has come"):
            party.with_user(self.archivist).date_from = "2024-06-04"
        with self.assertRaises(AccessError):
            party.with_user(self.clerk).share = 1
        with self.assertRaises(AccessError):
            party.with_user(self.archivist).partner_id = self.buyer
        unit.sudo().owner_ids = self.wife
        gone = unit.sudo().party_ids.filtered("date_to")
        with self.assertRaises(AccessError):
            gone.with_user(self.archivist).share = 1

    def test_nobody_owns_a_unit_twice(self):
        parties = self.env["property.archive.unit.party"].sudo()
        vals = {"unit_id": self.unit.id, "role": "owner", "partner_id": self.owner.id}
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            parties._create_protected([vals])

    def test_naming_the_first_owner_names_the_only_one(self):
        self.unit.owner_id = self.buyer
        self.assertEqual(self.unit.owner_ids, self.buyer)
        former = self.unit.party_ids.filtered("date_to")
        self.assertEqual(former.partner_id, self.couple)
        self.unit.owner_ids = False
        self.assertFalse(self.unit.owner_id)

    # -- the file ---------------------------------------------------------------------------

    def test_choosing_a_unit_fills_in_all_owners(self):
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.category_id = self.owners
        form.unit_id = self.unit
        form.name = "两位业主"
        record = form.save().sudo()
        self.assertEqual(record._subject_partners(), self.couple)
        self.assertEqual(record.subject_names, "张伟、李娜")

    def test_owners_of_a_unit_chosen_by_mistake_do_not_stay(self):
        empty, other = self.env["property.archive.unit"].create(
            [
                {"building": self.unit.building, "room": room, "company_id": self.company.id}
                for room in ("1998", "1999")
            ]
        )
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.category_id = self.owners
        form.unit_id = self.unit
        self.assertTrue(form.partner_id)
        form.unit_id = empty
        self.assertFalse(form.partner_id)
        self.assertFalse(form.joint_partner_ids[:])
        # who is registered nowhere was typed by the clerk
        form.partner_id = self.buyer
        form.unit_id = other
        self.assertEqual(form.partner_id, self.buyer)

    def test_the_title_is_composed_and_one_typed_over_stays(self):
        form = Form(self.env["property.archive.record"].with_user(self.clerk))
        form.category_id = self.owners
        form.unit_id = self.unit
        composed = f"{self.unit.code} 张伟、李娜"
        self.assertEqual(form.name, composed)
        form.joint_partner_ids.clear()
        self.assertEqual(form.name, f"{self.unit.code} {form.partner_id.name}")
        form.name = "Another title"
        form.joint_partner_ids.add(self.wife)
        self.assertEqual(form.name, "Another title")
        self.assertEqual(form.save().name, "Another title")

    def test_whoever_is_found_by_name_finds_the_file(self):
        record = self._owner_file()
        records = self.env["property.archive.record"].with_user(self.archivist)
        for word in ("张伟", "李娜"):
            self.assertIn(record, records.search([("search_text", "ilike", word)]))
        self.assertNotIn(record, records.search([("search_text", "ilike", "王芳")]))
        self.wife.with_user(self.archivist).invalidate_recordset()
        self.assertEqual(self.wife.with_user(self.archivist).archive_record_count, 1)
        domain = self.wife.with_user(self.archivist).action_open_archive_records()["domain"]
        self.assertEqual(records.search(domain), record)

    # -- what people look at ----------------------------------------------------------------

    def _views(self, kind):
        """Every view of this kind that shows records, as a user gets it."""
        records = self.env["property.archive.record"].with_user(self.archivist)
        views = self.env["ir.ui.view"].search(
            [("model", "=", records._name), ("type", "=", kind), ("mode", "=", "primary")]
        )
        self.assertTrue(views)
        for view in views:
            yield view.name, etree.fromstring(records.get_view(view.id, kind)["arch"])

    def test_every_list_of_records_names_all_owners(self):
        for name, arch in self._views("list"):
            with self.subTest(view=name):
                first = arch.xpath("//field[@name='partner_id'][not(@optional='hide')]")
                self.assertFalse(first, "names only the first of them")
        _name, arch = next(
            found for found in self._views("list") if found[0] == "property.archive.record.list"
        )
        self.assertTrue(arch.xpath("//field[@name='subject_names'][@optional='show']"))
        _name, arch = next(self._views("kanban"))
        self.assertTrue(arch.xpath("//field[@name='subject_names']"))

    def test_every_search_box_finds_a_file_under_each_of_its_owners(self):
        record = self._owner_file()
        records = self.env["property.archive.record"].with_user(self.archivist)
        asked = 0
        for name, arch in self._views("search"):
            for field in arch.xpath("//field[@name='partner_id'][not(ancestor::searchpanel)]"):
                for word in ("张伟", "李娜"):
                    with self.subTest(view=name, word=word):
                        domain = safe_eval(field.get("filter_domain", "None"), {"self": word})
                        asked += 1
                        self.assertIn(
                            record, records.search(domain or [("partner_id", "ilike", word)])
                        )
        self.assertGreater(asked, 3)

    def test_a_list_names_the_owners_with_as_many_queries_for_any_number_of_files(self):
        def page(count):
            records = self.env["property.archive.record"]
            for number in range(count):
                pair = self.env["res.partner"].create(
                    [{"name": f"甲{number}"}, {"name": f"乙{number}"}]
                )
                records |= self._draft(
                    partner_id=pair[0].id, joint_partner_ids=[(6, 0, pair[1].ids)]
                )
            domain = [("id", "in", records.ids)]
            user = records.with_user(self.archivist)

            def read():
                return user.web_search_read(domain, {"subject_names": {}}, order="id")["records"]

            self._forget()
            self.assertEqual(
                [values["subject_names"] for values in read()],
                [f"甲{number}、乙{number}" for number in range(count)],
            )
            self._forget()
            return self._queries(read)

        self.assertEqual(page(2), page(12))

    def test_what_is_not_for_the_subject_is_hidden_from_each_of_them(self):
        # a clerk may live in the house
        record = self._owner_file(joint_partner_ids=[(6, 0, self.clerk.partner_id.ids)])
        hidden = record.sudo().enclosure_ids[0]
        hidden._write_protected({"not_for_subject": True, "present": True})
        self._grant(self.clerk, record, "2024-06-01", "2024-07-01")
        self._forget()
        pieces = self.env["property.archive.enclosure"].with_user(self.clerk)
        seen = pieces.search([("record_id", "=", record.id)])
        self.assertTrue(seen)
        self.assertNotIn(hidden.id, seen.ids)

    def test_a_change_of_a_contact_flags_the_file(self):
        record = self._owner_file()
        self.wife.phone = "12000000002"
        self.assertTrue(record.sudo().to_check)

    def test_a_contact_with_a_share_in_a_file_stays(self):
        self._owner_file()
        with self.assertRaisesRegex(UserError, "李娜: the file T-OWN.*, the history of unit"):
            self.wife.unlink()

    # -- two contacts of one person ---------------------------------------------------------

    def _merge(self, gone, stays, user):
        user.group_ids |= self.env.ref("base.group_partner_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user).create({})
        wizard._merge((gone | stays).ids, stays, extra_checks=False)
        self._forget()

    def test_the_files_of_a_merged_contact_follow_where_an_archivist_merges(self):
        record = self._owner_file()
        twin = self.env["res.partner"].create({"name": "张伟"})
        self._merge(self.owner, twin, self.archivist)
        self.assertFalse(self.owner.exists())
        self.assertEqual(record.sudo()._subject_partners(), twin | self.wife)
        self.assertEqual(self.unit.owner_ids, twin | self.wife)

    def test_who_owned_a_unit_as_two_contacts_owns_it_as_one(self):
        record = self._owner_file()
        self._current().sudo()._write_protected({"share": 50})
        self._merge(self.wife, self.owner, self.archivist)
        self.assertEqual(record.sudo()._subject_partners(), self.owner)
        self.assertEqual(self.unit.owner_ids, self.owner)
        self.assertEqual(self._current().share, 100)

    def test_a_merge_that_an_amendment_could_not_make_is_refused(self):
        record = self._owner_file()
        twin = self.env["res.partner"].create({"name": "张伟"})
        with self.assertRaisesRegex(UserError, "T-OWN"):
            self._merge(self.owner, twin, self.clerk)
        record.sudo()._write_protected({"state": "sealed"})
        with self.assertRaisesRegex(UserError, "sealed"):
            self._merge(self.owner, twin, self.archivist)
        self.assertTrue(self.owner.exists())

    # -- change of owner --------------------------------------------------------------------

    def test_when_one_of_several_sells_the_file_goes_on(self):
        record = self._owner_file()
        found = self._change(leaving_ids=[(6, 0, self.wife.ids)], new_owner_id=self.buyer.id)
        self.assertEqual(found, record.sudo())
        self.assertFalse(found.date_closed)
        self.assertEqual(found._subject_partners(), self.owner | self.buyer)
        self.assertEqual(self.unit.owner_ids, self.owner | self.buyer)
        gone = self.unit.party_ids.filtered("date_to")
        self.assertEqual((gone.partner_id, str(gone.date_to)), (self.wife, "2024-06-01"))
        log = self.env["property.archive.log"].sudo().search([("res_id", "=", record.id)])
        self.assertIn("subjects_changed", log.mapped("action"))

    def test_when_the_first_sells_the_next_is_named_first(self):
        self._owner_file()
        found = self._change(leaving_ids=[(6, 0, self.owner.ids)], new_owner_id=self.buyer.id)
        self.assertEqual(found.partner_id, self.wife)
        self.assertEqual(found.joint_partner_ids, self.buyer)

    def test_when_all_sell_a_new_file_is_about_all_who_buy(self):
        record = self._owner_file()
        new = self._change(new_owner_id=self.buyer.id, joint_owner_ids=[(6, 0, self.heir.ids)])
        self.assertEqual(record.sudo().close_reason, "ownership_ended")
        self.assertEqual(record.sudo()._subject_partners(), self.couple)
        self.assertEqual(new._subject_partners(), self.buyer | self.heir)
        self.assertEqual(self.unit.owner_ids, self.buyer | self.heir)

    def test_who_owns_already_does_not_buy(self):
        self._owner_file()
        with self.assertRaisesRegex(UserError, "owns .* already"):
            self._change(leaving_ids=[(6, 0, self.wife.ids)], new_owner_id=self.owner.id)

    def test_an_heir_who_comes_to_the_unit_comes_to_its_open_file(self):
        record, self.unit = self._owner_file(), self.unit.with_user(self.clerk)
        self.unit.owner_ids |= self.heir
        self.assertEqual(record.sudo().joint_partner_ids, self.wife | self.heir)
        record.with_user(self.archivist).action_close()
        self.unit.owner_ids -= self.heir
        self.assertEqual(record.sudo().joint_partner_ids, self.wife | self.heir)

    def test_the_file_of_one_who_sold_stays_theirs(self):
        record = self._owner_file()
        self.unit._change_party("owner", self.buyer, self.company._archive_today())
        self.assertEqual(record.sudo()._subject_partners(), self.couple)

    def test_a_buyer_who_may_be_somebody_else_is_asked_about(self):
        record = self._owner_file()
        worker = self.engineer.partner_id
        with self.assertRaisesRegex(UserError, "an employee or of a user"):
            self._change(new_owner_id=worker.id)
        self.env["res.partner"].create({"name": "王芳", "phone": "138 0000 0001"})
        self.buyer.phone = "13800000001"
        with self.assertRaisesRegex(UserError, "another contact with the same"):
            self._change(new_owner_id=self.buyer.id)
        other = self.env["res.company"].create({"name": "Other"})
        self.heir.company_id = other
        with self.assertRaisesRegex(UserError, "of another company"):
            self._change(new_owner_id=self.heir.id, sure=True)
        self.assertFalse(record.sudo().date_closed)
        new = self._change(new_owner_id=self.buyer.id, sure=True)
        self.assertEqual(new.partner_id, self.buyer)
