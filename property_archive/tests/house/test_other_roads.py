import contextlib
import io
import json
from contextlib import suppress

from openpyxl import load_workbook

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

TITLE, CONTENT = "秘密标题", b"secret bytes"
RECORD, PIECE = "property.archive.record", "property.archive.enclosure"
_RULES = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.http")


class _Roads(ArchiveCase):
    """A secret record, an archivist who may read it, and everybody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist, date_start="2025-12-31", date_end="2029-12-31")
        cls.papers.level_id = cls.secret
        cls.admin = cls.env.ref("base.user_admin")
        cls.Log = cls.env["property.archive.log"].sudo()

    def setUp(self):
        super().setUp()
        self.record = self._file(content=CONTENT)
        self.piece = self.record.sudo().enclosure_ids
        self.env.flush_all()
        self.env.invalidate_all()
        self.before = self.Log.search([], limit=1).id

    def _events(self, action):
        self.env.invalidate_all()
        return self.Log.search([("id", ">", self.before), ("action", "=", action)])

    def _told_last(self, user):
        """The newest message to somebody."""
        messages = self.env["mail.message"].sudo()
        last = messages.search(
            [("partner_ids", "in", user.partner_id.ids)], order="id desc", limit=1
        )
        return str(last.body)


@tagged("post_install", "-at_install")
class TestExportOverHttp(HttpCase, _Roads):
    """What the export dialog of the web client downloads, read back (B4, B6)."""

    def _download(self, user, kind, model, ids, names):
        self.authenticate(user.login, user.login)
        data = {
            "model": model,
            "fields": [{"name": name, "label": name, "type": "char"} for name in names],
            "ids": ids,
            "domain": [],
            "import_compat": False,
        }
        with mute_logger(*_RULES):
            answer = self.url_open(
                f"/web/export/{kind}",
                data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
            )
        if kind == "csv" or not answer.ok:
            return answer.content.decode(errors="replace")
        cells = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        return " ".join(str(cell) for row in cells for cell in row)

    def test_csv_and_xlsx(self):
        export = self.env.ref("base.group_allow_export")
        people = self.archivist | self.archivist2 | self.engineer | self.hr_manager | self.head
        for user in people:
            user.write({"group_ids": [Command.link(export.id)], "password": user.login})
        sets = (
            (RECORD, self.record.ids, ["reference", "name"]),
            (PIECE, self.piece.ids, ["file_name", "record_id/name"]),
            ("res.users", people.ids, ["login"]),
        )
        for kind in ("csv", "xlsx"):
            for model, ids, names in sets[:2]:
                with self.subTest(kind=kind, model=model):
                    before = len(self._events("exported"))
                    told = self._download(self.archivist, kind, model, ids, names)
                    self.assertIn(TITLE, told)
                    self.assertGreater(len(self._events("exported")), before)
                    for user in people - self.archivist:
                        told = self._download(user, kind, model, ids, names)
                        self.assertNotIn(TITLE, told, user.login)
                    self.assertNotIn(TITLE, self._download(self.admin, kind, model, ids, names))


@tagged("post_install", "-at_install")
class TestOtherRoads(_Roads):
    """Roads of the same kind as those that are closed, by who holds a key (B4, B6)."""

    def _as_admin(self, model):
        return self.env[model].with_user(self.admin)

    # -- who somebody is --------------------------------------------------------------------

    def test_a_group_that_is_imported_and_brings_ours(self):
        self._as_admin("res.groups").load(
            ["name", "implied_ids/id"],
            [["Friends", "property_archive.group_property_archive_manager"]],
        )
        self.assertIn("implied_by_ids", " ".join(self._events("rights_changed").mapped("detail")))

    def test_a_login_taken_over_is_seen(self):
        executive = self.executive.with_user(self.admin)
        ways = (
            lambda: executive.write({"password": "mine now, all of it"}),
            lambda: executive.write({"new_password": "mine now, all of it"}),
            lambda: executive.write({"login": "another"}),
            lambda: executive.write({"email": "admin@example.com"}),
            lambda: executive.partner_id.write({"email": "admin2@example.com"}),
            lambda: self.env["change.password.wizard"]
            .with_user(self.admin)
            .create(
                {
                    "user_ids": [
                        Command.create(
                            {
                                "user_id": executive.id,
                                "user_login": executive.login,
                                "new_passwd": "mine now, again",
                            }
                        )
                    ]
                }
            )
            .change_password_button(),
        )
        for number, way in enumerate(ways):
            with self.subTest(way=number):
                before = len(self._events("login_changed"))
                way()
                events = self._events("login_changed")
                self.assertGreater(len(events), before)
                self.assertEqual(events[0].user_id, self.admin.id)
                self.assertIn(f"res.users {executive.id}", self._told_last(self.head))
        # one's own, and that of who has nothing to do with the archive, are nobody's business
        before = len(self._events("login_changed"))
        self.executive.with_user(self.executive).write({"email": "me@example.com"})
        stranger = new_test_user(self.env, "roads_stranger", "base.group_user")
        stranger.with_user(self.admin).write({"password": "a long enough one"})
        self.assertEqual(len(self._events("login_changed")), before)

    # -- code without code ------------------------------------------------------------------

    def test_a_field_that_leads_to_titles_is_seen(self):
        fields = self._as_admin("ir.model.fields")
        partner = self.env["ir.model"]._get("res.partner")
        link = fields.create(
            {
                "name": "x_paper",
                "model_id": partner.id,
                "ttype": "many2one",
                "relation": RECORD,
            }
        )
        told = fields.create(
            {
                "name": "x_what",
                "model_id": partner.id,
                "ttype": "char",
                "related": "x_paper.name",
            }
        )
        events = self._events("code_changed")
        self.assertLessEqual({link.id, told.id}, set(events.mapped("res_id")))

    def _action(self, **vals):
        return self._as_admin("ir.actions.server").create(
            {"name": "A", "model_id": self.env["ir.model"]._get_id(RECORD), **vals}
        )

    def test_actions_of_other_kinds_do_no_more_than_who_runs_them(self):
        field = self.env["ir.model.fields"]._get(RECORD, "name")
        kinds = (
            {"state": "object_write", "update_path": "note", "value": "x"},
            {"state": "object_copy", "crud_model_id": self.env["ir.model"]._get_id(RECORD),
             "resource_ref": f"{RECORD},{self.record.id}"},
            {"state": "webhook", "webhook_url": "http://127.0.0.1:9/", "webhook_field_ids":
             [Command.set(field.ids)]},
            {"state": "followers", "followers_type": "specific",
             "partner_ids": [Command.set(self.admin.partner_id.ids)]},
            {"state": "next_activity", "activity_user_type": "specific",
             "activity_user_id": self.admin.id, "activity_summary": "x",
             "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id},
        )  # fmt: skip
        records = self.env[RECORD].sudo().search_count([])
        for vals in kinds:
            with self.subTest(kind=vals["state"]), mute_logger(*_RULES):
                before = len(self._events("code_changed"))
                # what is refused is logged all the same, see test_code
                with (
                    suppress(AccessError, UserError),
                    self.env.cr.savepoint(),
                    self.enter_registry_test_mode(),
                ):
                    action = self._action(**vals)
                    self.assertGreater(len(self._events("code_changed")), before)
                    action.with_context(
                        active_model=RECORD,
                        active_id=self.record.id,
                        active_ids=self.record.ids,
                    ).run()
                self.env.invalidate_all()
                self.assertNotEqual(self.record.sudo().note, "x")
                self.assertEqual(self.env[RECORD].sudo().search_count([]), records)
                self.assertFalse(self.record.sudo().activity_ids)
                self.assertNotIn(self.admin.partner_id, self.record.sudo().message_partner_ids)

    def test_a_job_that_runs_as_somebody_else_is_seen(self):
        job = self._as_admin("ir.cron").create(
            {
                "name": "J",
                "model_id": self.env["ir.model"]._get_id(RECORD),
                "state": "code",
                "code": "model.search([]).read(['name'])",
                "user_id": self.head.id,
            }
        )
        self.assertIn(job.ir_actions_server_id.id, self._events("code_changed").mapped("res_id"))

    # -- mail and files ---------------------------------------------------------------------

    def test_a_file_is_not_pointed_elsewhere(self):
        file = self.piece.attachment_id
        for user in (self.admin, self.archivist, self.clerk, self.hr_manager):
            for vals in (
                {"res_model": "res.partner", "res_id": user.partner_id.id},
                {"res_id": 0},
                {"public": True},
                {"res_field": "image_1920", "res_model": "res.partner"},
            ):
                with (
                    self.subTest(user=user.login, vals=vals),
                    mute_logger(*_RULES),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    file.with_user(user).write(vals)

    def test_who_follows_without_right_hears_nothing(self):
        partner = self.admin.partner_id
        with mute_logger(*_RULES), contextlib.suppress(UserError):
            self.record.with_user(self.admin).message_subscribe(partner.ids)
        self.env["mail.followers"].with_user(self.admin).sudo().create(
            {"res_model": RECORD, "res_id": self.record.id, "partner_id": partner.id}
        )
        message = self.record.with_user(self.archivist).message_post(
            body=TITLE, subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(partner, message.sudo().notified_partner_ids)
        self.assertNotIn(
            partner,
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)]).recipient_ids,
        )

    def test_nobody_composes_about_what_they_do_not_see(self):
        for user in (self.admin, self.hr_manager, self.head, self.engineer):
            composer = self.env["mail.compose.message"].with_user(user)
            with self.subTest(user=user.login), mute_logger(*_RULES):
                try:
                    with self.env.cr.savepoint():
                        told = composer.create(
                            {
                                "model": RECORD,
                                "res_ids": str(self.record.ids),
                                "body": "{{object.name}}",
                            }
                        )
                        told._action_send_mail()
                        text = str(told.read())
                except (AccessError, UserError) as error:
                    text = str(error)
                self.assertNotIn(TITLE, text)

    def test_channels_that_are_guessed_carry_nothing(self):
        """Whoever listens names channels as texts; what is sent goes to people."""
        self.env["bus.bus"].search([]).unlink()
        self.record.with_user(self.archivist).message_subscribe(self.archivist2.partner_id.ids)
        self.record.with_user(self.archivist).message_post(
            body=TITLE, partner_ids=self.archivist.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.env.cr.precommit.run()
        names = [
            f"{model}{separator}{number}"
            for model, number in (
                (RECORD, self.record.id),
                (PIECE, self.piece.id),
                ("mail.thread", self.record.id),
                ("res.partner", self.archivist.partner_id.id),
                ("res.users", self.archivist.id),
            )
            for separator in ("_", "/", ",", "-", ":")
        ]
        names += ["broadcast", RECORD, "mail.record/insert"]
        names += [json.dumps([self.env.cr.dbname, RECORD, self.record.id])]
        names += [json.dumps([self.env.cr.dbname, "res.partner", self.archivist.partner_id.id])]
        heard = self.env["bus.bus"]._poll(names)
        self.assertNotIn(TITLE, json.dumps(heard, default=str, ensure_ascii=False))

    # -- two companies ----------------------------------------------------------------------

    def test_two_people_of_two_companies(self):
        other = self.env["res.company"].create({"name": "另一家物业"})
        group = "property_archive.group_property_archive_manager"
        stranger = new_test_user(
            self.env, "roads_other", group, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        both = new_test_user(
            self.env, "roads_both", group, company_id=other.id,
            company_ids=[(6, 0, (other | self.company).ids)],
        )  # fmt: skip
        self.papers.level_id = self.env.ref("property_archive.level_internal")
        open_record = self._file()
        seen = self.env[RECORD].with_user(both).with_context(allowed_company_ids=self.company.ids)
        self.assertIn(open_record, seen.search([]))
        for records in (
            self.env[RECORD].with_user(both).with_context(allowed_company_ids=other.ids),
            self.env[RECORD].with_user(stranger),
            self.env[RECORD].with_user(stranger).with_context(allowed_company_ids=self.company.ids),
            self.env[RECORD]
            .with_user(stranger)
            .with_context(allowed_company_ids=(other | self.company).ids),
        ):
            self._forget()
            self.env.invalidate_all()
            one = [("id", "=", open_record.id)]
            for ask in (
                lambda r=records, d=one: r.search(d).ids,
                lambda r=records, d=one: r.search_count(d),
                lambda r=records, d=one: r.name_search("", d),
                lambda r=records, d=one: r.formatted_read_group(d, ["category_id"], ["__count"]),
                lambda r=records: r.browse(open_record.id).read(["name"]),
                lambda r=records: r.browse(open_record.id).export_data(["name"])["datas"],
            ):
                try:
                    told = ask()
                except UserError:
                    told = False
                self.assertFalse(told)
