from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SIGNATURE, run_migration
from .common import EstateCase


@tagged("post_install", "-at_install")
class TestEstateTransfer(EstateCase):
    """An estate goes to another company with all its files (物业管理条例 第三十九条)."""

    # -- the list -----------------------------------------------------------------------------

    def test_everything_of_the_estate_is_listed_by_groups(self):
        home = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id, name="业主"
        )
        paper, account = self._of_garden(), self._of_garden(category=self.accounts)
        elsewhere = self._file(project_id=self.tower.id)
        transfer = self._listed()
        self.assertRegex(transfer.name, r"^XY/\d{4}/\d{4}$")
        self.assertEqual(transfer.committee_id, self.committee)
        found = {
            line.record_id.id or line.unit_id.display_name: (line.group, line.manner)
            for line in transfer.line_ids
        }
        self.assertEqual(
            found,
            {
                home.id: ("owners", "original"),
                paper.id: ("other", "original"),
                account.id: ("finance", "kept"),
                self.unit.display_name: ("property", "original"),
            },
        )
        self.assertNotIn(elsewhere.id, found)
        self.assertEqual(self._line(transfer, account).reason, "Own accounts stay.")
        self.assertEqual(
            (transfer.original_count, transfer.kept_count, transfer.unit_count), (2, 1, 1)
        )

    def test_files_of_employees_stay_with_their_employer(self):
        staff = self.papers.copy({"code": "T-STF", "name": "Staff", "subject_kind": "employee"})
        found = staff._estate_defaults()[staff]
        self.assertEqual(found[:2], ("staff", "kept"))
        self.assertIn("劳动合同法", found[2])
        below = self.papers.copy({"code": "T-BEL", "name": "Below", "parent_id": self.accounts.id})
        self.assertEqual(below._estate_defaults()[below], ("finance", "kept", "Own accounts stay."))

    def test_earlier_databases_learn_what_stays(self):
        accounts = self.env.ref("property_archive.category_finance")
        accounts.write({"estate_manner": False, "estate_reason": False, "estate_group": False})
        run_migration(self.env, "property_archive/migrations/19.0.1.4.0/post-estate.py")
        self.assertEqual((accounts.estate_group, accounts.estate_manner), ("finance", "kept"))
        self.assertIn("会计档案管理办法", accounts.estate_reason)

    def test_a_large_estate_is_listed_in_steps_and_goes_on_where_it_stopped(self):
        from ...models.estate_transfer import estate_transfer_list

        self.patch(estate_transfer_list, "LIST_BATCH", 1)
        records = self._of_garden(name="a") | self._of_garden(name="b") | self._of_garden(name="c")
        transfer = self._transfer()
        transfer.action_list()
        self.assertEqual(transfer.state, "listing")
        with self.env.cr.savepoint() as savepoint:
            transfer.sudo()._step()
            savepoint.rollback()
        self.env.invalidate_all()
        self._steps(transfer)
        self.assertEqual(transfer.state, "listed")
        self.assertEqual(transfer.line_ids.record_id, records.with_env(transfer.env))
        self.assertEqual(len(transfer.line_ids.filtered("record_id")), 3)

    def test_listing_again_keeps_what_was_decided(self):
        paper, gone = self._of_garden(), self._draft(project_id=self.garden.id)
        transfer = self._listed()
        self._line(transfer, paper).write({"manner": "kept", "reason": "A lawsuit needs it."})
        gone.project_id = self.tower
        late = self._of_garden(name="late")
        transfer.action_list()
        self.assertEqual(self._line(transfer, paper).manner, "kept")
        self.assertTrue(self._line(transfer, late))
        self.assertFalse(self._line(transfer, gone))

    def test_a_draft_that_is_listed_can_be_deleted(self):
        draft, unit = self._draft(project_id=self.garden.id), self.unit.copy({"room": "1502"})
        transfer = self._listed()
        self.assertEqual(len(transfer.line_ids), 3)
        draft.unlink()
        unit.unlink()
        self.assertEqual(transfer.line_ids.unit_id, self.unit)
        self.assertFalse(transfer.obstacle_ids.filtered("record_id"))
        self._of_garden()
        transfer.action_list()
        transfer.action_submit()

    def test_who_decides_otherwise_says_why(self):
        paper, account = self._of_garden(), self._of_garden(category=self.accounts)
        transfer = self._listed()
        line = self._line(transfer, paper)
        for vals in ({"manner": "kept"}, {"manner": "copy"}):
            with self.assertRaisesRegex(ValidationError, "say why"), self.env.cr.savepoint():
                line.write(vals)
        line.with_user(self.archivist).write({"manner": "copy", "reason": "Both need it."})
        with self.assertRaisesRegex(ValidationError, "say why"), self.env.cr.savepoint():
            self._line(transfer, account).write({"manner": "original", "reason": " "})
        with Form(transfer) as form, form.line_ids.edit(1) as edited:
            edited.reason = "edited"
        self.assertIn("edited", transfer.line_ids.mapped("reason"))
        unit = transfer.line_ids.filtered("unit_id")
        with self.assertRaisesRegex(ValidationError, "with its estate"):
            unit.write({"manner": "kept", "reason": "x"})

    # -- what is in the way ---------------------------------------------------------------------

    def test_what_is_in_the_way_stands_first_and_can_be_opened(self):
        draft = self._draft(project_id=self.garden.id)
        missing, troubled = self._of_garden(name="missing"), self._of_garden(name="troubled")
        missing.sudo()._set_missing()
        incident = self.env["property.archive.incident"].create(
            {"kind": "damage", "record_ids": [(6, 0, troubled.ids)], "description": "wet"}
        )
        transfer = self._listed()
        found = {line.record_id.id: line.code for line in transfer.obstacle_ids}
        self.assertEqual(found, {draft.id: "state", missing.id: "missing", troubled.id: "incident"})
        action = transfer.obstacle_ids.filtered(lambda o: o.code == "incident").action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (incident._name, incident.id))
        with self.assertRaisesRegex(UserError, "it is missing since"):
            transfer.action_submit()
        # what stays is in nobody's way
        for record in (draft, missing, troubled):
            self._line(transfer, record).write({"manner": "kept", "reason": "Not in order."})
        transfer.action_list()
        self.assertFalse(transfer.obstacle_ids)
        transfer.action_submit()

    def test_a_running_take_over_and_count_are_in_the_way(self):
        self._of_garden()
        self.env["property.archive.takeover"].create({"project_id": self.garden.id})
        check = (
            self.env["property.archive.check"]
            .with_user(self.archivist)
            .create({"location_id": self.cabinet.id})
        )
        check.action_start()
        transfer = self._listed()
        self.assertEqual(set(transfer.obstacle_ids.mapped("code")), {"takeover", "check"})
        for obstacle in transfer.obstacle_ids:
            self.assertEqual(obstacle.action_open()["res_id"], obstacle.res_id)

    def test_what_came_after_the_list_is_in_the_way(self):
        self._of_garden()
        transfer = self._listed()
        self._of_garden(name="late")
        with self.assertRaisesRegex(UserError, "not on the list"):
            transfer.action_submit()
        transfer.action_list()
        transfer = self._written(transfer)
        transfer.action_sign(SIGNATURE)
        self._of_garden(name="later still")
        with self.assertRaisesRegex(UserError, "not on the list"):
            transfer.action_sign(SIGNATURE)

    def test_files_on_their_way_stay_as_they_are(self):
        paper, account = self._of_garden(), self._of_garden(category=self.accounts)
        transfer = self._agreed()
        for operation in ("lend", "amend", "destroy", "transfer", "move"):
            blockers = paper.sudo()._get_blockers(operation)
            codes = [blocker.code for blocker in blockers[paper.sudo()]]
            self.assertIn("estate_transfer", codes, operation)
        self.assertNotIn(account.sudo(), account.sudo()._get_blockers("lend"))
        for call in (
            lambda: transfer.line_ids[0].write({"reason": "x"}),
            lambda: transfer.sudo().line_ids[0].write({"manner": "kept", "reason": "x"}),
            lambda: transfer.write({"successor_id": self.owner.id}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        transfer.action_cancel("The contract goes on.")
        self.assertNotIn(paper.sudo(), paper.sudo()._get_blockers("lend"))

    # -- agreed, signed, handed over ------------------------------------------------------------

    def test_an_executive_agrees_or_refuses(self):
        self._of_garden()
        transfer = self._listed()
        transfer.action_submit()
        for user in (self.head, self.archivist, self.hr_manager):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                transfer.with_user(user).action_approve()
        transfer.with_user(self.executive).action_refuse("Ask the committee first.")
        self.assertEqual(
            (transfer.state, transfer.stop_reason), ("listed", "Ask the committee first.")
        )
        transfer.action_submit()
        transfer.with_user(self.executive).action_approve()
        self.assertEqual(transfer.state, "writing")

    def test_three_sign_and_all_of_it_leaves_at_once(self):
        paper, copied = self._of_garden(name="goes"), self._of_garden(name="copied")
        account = self._of_garden(category=self.accounts)
        transfer = self._listed()
        self._line(transfer, copied).write({"manner": "copy", "reason": "Both need it."})
        duty = (
            self.env["property.archive.duty"]
            .with_user(self.executive)
            .create({"user_id": self.engineer.id, "project_id": self.garden.id})
        )
        self.service.archive_project_id = self.garden
        self._written(transfer)
        self.assertTrue(transfer.activity_ids.filtered(lambda a: a.user_id == self.head))
        self.assertEqual(set((paper | copied | account).sudo().mapped("state")), {"filed"})
        transfer.action_sign(SIGNATURE)
        transfer.action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "not the SHA-256"):
            transfer.action_sign(SIGNATURE)
        self.assertEqual(paper.sudo().state, "filed")
        transfer.proof = self._proof_of(transfer).upper()
        transfer.action_sign(SIGNATURE)
        self._forget()
        self.assertEqual(transfer.state, "done")
        self.assertRegex(transfer.receipt_number, r"^XYSJ/\d{4}/\d{4}$")
        self.assertEqual(
            [(s.role, s.signer_name) for s in transfer.sudo().signature_ids.sorted("id")],
            [("giver", "head"), ("supervisor", "业主委员会"), ("receiver", "李经理")],
        )
        gone = paper.sudo()
        self.assertEqual((gone.state, gone.location_id.id), ("transferred", False))
        self.assertIn("新物业公司", gone.disposal_note)
        self.assertEqual((gone.name, bool(gone.reference)), ("goes", True))
        self.assertTrue(gone.enclosure_ids.attachment_id)
        self.assertEqual(set((copied | account).sudo().mapped("state")), {"filed"})
        self.assertEqual(self.garden.date_to, self.company._archive_today())
        self.assertEqual(duty.state, "ended")
        self.assertFalse(self.service.archive_project_id)
        events = self.env["property.archive.log"].search([("res_id", "=", transfer.id)])
        self.assertLessEqual(
            {"estate_listed", "estate_agreed", "estate_packed", "estate_handed_over"},
            set(events.filtered(lambda e: e.res_model == transfer._name).mapped("action")),
        )

    def test_nothing_new_comes_into_an_estate_that_was_given_up(self):
        self._of_garden()
        self._done()
        units = self.env["property.archive.unit"]
        for call in (
            lambda: self._draft(project_id=self.garden.id),
            lambda: units.create({"project_id": self.garden.id, "building": "9", "room": "1"}),
            lambda: units.create({"project": "阳光花园", "building": "9", "room": "1"}),
            lambda: self.unit.write({"project_id": self.tower.id}),
            lambda: self._transfer(),
            lambda: self.env["property.archive.duty"]
            .with_user(self.executive)
            .create({"user_id": self.engineer.id, "project_id": self.garden.id}),
        ):
            with self.assertRaisesRegex(UserError, "was given up"), self.env.cr.savepoint():
                call()

    def test_two_sign_where_there_is_no_committee(self):
        self._of_garden()
        transfer = self._written(self._listed(committee_id=False))
        transfer.action_sign(SIGNATURE)
        transfer.proof = self._proof_of(transfer)
        transfer.action_sign(SIGNATURE)
        self.assertEqual(transfer.state, "done")

    def test_whoever_hands_over_does_not_receive(self):
        for vals in (
            {"receiver_id": self.head.partner_id.id},
            {"successor_id": self.company.partner_id.id},
            {"receiver_id": self.successor.id},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._transfer(**vals)
        transfer = self._listed(receiver_id=False)
        with self.assertRaisesRegex(UserError, "who signs there"):
            transfer.action_submit()

    def test_it_is_cancelled_with_a_reason_and_nothing_has_left(self):
        paper = self._of_garden()
        transfer = self._written()
        transfer.action_sign(SIGNATURE)
        action = transfer.action_cancel()
        wizard = (
            self.env["property.archive.reason.wizard"]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"reason": "The owners kept us."})
        )
        wizard.action_confirm()
        self.assertEqual(
            (transfer.state, transfer.stop_reason), ("cancelled", "The owners kept us.")
        )
        self.assertEqual(paper.sudo().state, "filed")
        self.assertFalse(transfer.activity_ids)
        with self.assertRaises(UserError):
            transfer.action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "cancelled, never deleted"):
            transfer.sudo().unlink()
        self.assertEqual(self._listed().state, "listed")

    def test_another_archive_head_goes_on_for_one_who_left(self):
        self._of_garden()
        transfer = self._written()
        other = self._create_person("head2", "property_archive.group_property_archive_manager")
        with self.assertRaisesRegex(UserError, "on the screen of"):
            transfer.with_user(other).action_sign(SIGNATURE)
        for user in (self.executive, self.archivist):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                transfer.with_user(user).action_take_on()
        transfer.with_user(other).action_take_on()
        self.assertEqual(transfer.giver_id, other)
        transfer.with_user(other).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "what they signed stays"):
            transfer.action_take_on()

    def test_handing_over_costs_the_same_for_any_number_of_files(self):
        def cost(project, count):
            for number in range(count):
                self._file(project_id=project.id, name=f"{number}")
            transfer = self._transfer(project_id=project.id, committee_id=False)
            listed = self._queries(transfer.action_list)
            self._written(transfer)
            transfer.action_sign(SIGNATURE)
            transfer.proof = self._proof_of(transfer)
            return listed, self._queries(lambda: transfer.action_sign(SIGNATURE))

        few, many = cost(self.tower, 2), cost(self.garden, 12)
        for one, other in zip(few, many, strict=True):
            self.assertLessEqual(other, one + 6)

    def test_the_paper_tells_the_list_and_who_signed(self):
        self._of_garden(name="in original")
        account = self._of_garden(category=self.accounts)
        transfer = self._done()
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang in ("en_US", "zh_CN"):
            report = self.env["ir.actions.report"].with_user(self.head).with_context(lang=lang)
            html = report._render_qweb_html(
                "property_archive.report_estate_transfer", transfer.ids
            )[0].decode()
            for text in (
                transfer.receipt_number,
                account.reference,
                "李经理",
                "Own accounts stay.",
            ):
                self.assertIn(text, html)
            self.assertEqual(html.count("<img"), 3)

    def test_an_estate_is_handed_over_once_at_a_time(self):
        self._transfer()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._transfer()
        self.assertIn("_running_uniq", str(caught.exception))

    # -- ending an estate by hand ---------------------------------------------------------------

    def test_an_estate_with_files_is_not_given_up_by_hand(self):
        paper = self._of_garden()
        paper.sudo()._set_missing()
        today = self.company._archive_today()
        with self.assertRaisesRegex(UserError, "it is missing since"):
            self.garden.with_user(self.head).date_to = today
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            self.tower.with_user(self.head).date_to = today + timedelta(days=1)
        with self.assertRaisesRegex(AccessError, "archive head or an executive"):
            self.tower.with_user(self.archivist).date_to = today
        self.tower.with_user(self.head).date_to = today
        self.assertEqual(self.tower.date_to, today)

    # -- attacks --------------------------------------------------------------------------------

    def test_nobody_else_begins_decides_or_signs(self):
        self._of_garden()
        for user in (self.archivist, self.clerk, self.engineer, self.executive, self.hr_manager):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env["property.archive.estate.transfer"].with_user(user).create(
                    {"project_id": self.garden.id}
                )
        transfer = self._written()
        for user in (self.archivist, self.executive, self.hr_manager):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                transfer.with_user(user).action_sign(SIGNATURE)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                transfer.with_user(user)._take_along()
        for user in (self.clerk, self.engineer, self.hr_manager):
            self.assertFalse(
                self.env["property.archive.estate.transfer.line"].with_user(user).search([])
            )
            with self.assertRaises(AccessError):
                transfer.with_user(user).read(["name"])

    def test_no_value_and_no_context_goes_around_the_flow(self):
        paper = self._of_garden()
        transfer = self._listed()
        admin = self.env.ref("base.user_admin")
        for user in (self.head, admin):
            own = transfer.with_user(user).with_context(
                default_state="done", _force_unlink=True, su=True, force=True
            )
            for vals in (
                {"state": "done"},
                {"state": "written"},
                {"receipt_number": "X"},
                {"giver_id": user.id},
                {"manifest_hash": "0"},
                {"project_id": self.tower.id},
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    own.sudo().write(vals)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.sudo().unlink()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.line_ids.sudo().write({"record_id": paper.id})
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.line_ids.sudo().create(
                    {
                        "transfer_id": transfer.id,
                        "record_id": paper.id,
                        "group": "other",
                        "manner": "kept",
                    }
                )
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.line_ids.create({"transfer_id": transfer.id, "unit_id": self.unit.id})
        self.assertEqual(paper.sudo().state, "filed")

    def test_a_title_is_for_whoever_may_read_the_file(self):
        paper = self._of_garden(name="秘密标题", scope="personal")
        paper.sudo()._write_protected({"level_id": self.top_secret.id})
        transfer = self._listed()
        self._forget()
        line = self._line(transfer, paper).with_user(self.archivist2)
        self.assertFalse(line.title)
        self.assertNotIn("秘密标题", line.display_name)
