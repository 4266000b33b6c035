import base64

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

TITLE, CONTENT = "秘密标题", b"secret bytes"
_RECORDS = "object.env['property.archive.record']"
_LOGS = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.mail.models.mail_render_mixin",
    "odoo.addons.mail.models.mail_template",
    "odoo.addons.base.models.ir_qweb",
)


@tagged("post_install", "-at_install")
class TestTemplates(ArchiveCase):
    """Templates and pages somebody wrote read with the rights of their reader (B4, B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist, date_start="2025-12-31", date_end="2029-12-31")
        cls.admin = cls.env.ref("base.user_admin")
        cls.papers.level_id = cls.secret

    def setUp(self):
        super().setUp()
        self.record = self._file(content=CONTENT)
        self.env.flush_all()

    def _roads(self):
        """Expressions that read the title of the record, whoever evaluates them."""
        number, head = self.record.id, self.archivist.id
        return (
            f"{_RECORDS}.sudo().browse({number}).name",
            f"{_RECORDS}.sudo().search([('id', '=', {number})]).name",
            f"{_RECORDS}.sudo().search_read([('id', '=', {number})], ['name'])",
            f"{_RECORDS}.with_user({head}).browse({number}).name",
            f"{_RECORDS}.with_user({SUPERUSER_ID}).browse({number}).name",
            f"object.env(su=True)['property.archive.record'].browse({number}).name",
            f"object.env(user={head})['property.archive.record'].browse({number}).name",
            f"{_RECORDS}.sudo().browse({number}).export_data(['name'])",
            f"{_RECORDS}.sudo()._read_group([('id', '=', {number})], ['name'])",
            "object.env['property.archive.enclosure'].sudo().search([]).record_id.mapped('name')",
            "object.env['ir.attachment'].sudo().search("
            "[('res_model', '=', 'property.archive.enclosure')]).mapped('raw')",
        )

    def _told(self, render):
        """What rendering tells, or nothing where it is refused."""
        self.env.invalidate_all()
        self.record.sudo().read()  # somebody else's work left it in memory
        self.record.sudo().enclosure_ids.attachment_ids.mapped("raw")
        with mute_logger(*_LOGS):
            try:
                with self.env.cr.savepoint():
                    return str(render())
            except (AccessError, UserError) as error:
                return str(error)
            except Exception as error:  # noqa: BLE001 (as the page breaks)
                return str(error.__cause__ or error)

    def _assert_told_nothing(self, told):
        for text in (TITLE, CONTENT.decode(), base64.b64encode(CONTENT).decode()):
            self.assertNotIn(text, told)

    def _template(self, **vals):
        return (
            self.env["mail.template"]
            .with_user(self.admin)
            .create({"name": "T", "model_id": self.env.ref("base.model_res_partner").id, **vals})
        )

    def _texts(self, road):
        """A road in both of the languages of templates."""
        return (("inline_template", f"{{{{ {road} }}}}"), ("qweb", f'<p><t t-out="{road}"/></p>'))

    def test_mail_templates(self):
        templates = self.env["mail.template"]
        for road in self._roads():
            for engine, text in self._texts(road):
                # for who wrote it, and when the server sends it
                for user in (self.admin, self.env.ref("base.user_root")):
                    with self.subTest(road=road, engine=engine, user=user.login):
                        told = self._told(
                            lambda u=user, t=text, e=engine: (
                                templates.with_user(u)._render_template(
                                    t, "res.partner", self.owner.ids, engine=e
                                )
                            )
                        )
                        self._assert_told_nothing(told)

    def test_it_is_not_even_kept_by_who_may_not_read_what_it_says(self):
        with mute_logger(*_LOGS), self.assertRaises(UserError):
            self._template(body_html=f'<p><t t-out="{self._roads()[0]}"/></p>')

    def test_a_template_of_the_record_itself_sent_as_superuser(self):
        templates = self.env["mail.template"].with_user(self.admin).sudo()
        for engine, text in self._texts("object.name"):
            told = self._told(
                lambda t=text, e=engine: templates._render_template(
                    t, self.record._name, self.record.ids, engine=e
                )
            )
            self._assert_told_nothing(told)

    def test_who_may_read_it_is_told_and_named(self):
        templates = self.env["mail.template"].with_user(self.archivist)
        log = self.env["property.archive.log"].sudo()
        for engine, text in self._texts("object.sudo().read(['name'])"):
            before = log.search([], limit=1).id
            told = self._told(
                lambda t=text, e=engine: templates._render_template(
                    t, self.record._name, self.record.ids, engine=e
                )
            )
            self.assertIn(TITLE, told)
            self.env.cr.precommit.run()
            self.assertTrue(log.search([("id", ">", before), ("user_id", "=", self.archivist.id)]))

    def test_pages_written_in_the_database(self):
        for road in self._roads():
            view = (
                self.env["ir.ui.view"]
                .with_user(self.admin)
                .create({"name": "P", "type": "qweb", "arch": f'<p><t t-out="{road}"/></p>'})
            )
            around = (
                self.env["ir.ui.view"]
                .with_user(self.admin)
                .create(
                    {"name": "A", "type": "qweb", "arch": f'<div><t t-call="{view.id}"/></div>'}
                )
            )
            for page in (view, around):
                with self.subTest(road=road, page=page.name):
                    self._assert_told_nothing(
                        self._told(
                            lambda p=page: self.env["ir.qweb"]
                            .with_user(self.admin)
                            ._render(p.id, {"object": self.owner.with_user(self.admin)})
                        )
                    )

    def test_a_shipped_page_that_is_edited(self):
        page = self.env.ref("web.external_layout_standard")
        road = self._roads()[0].replace("object", "company")
        self.env["ir.ui.view"].with_user(self.admin).create(
            {
                "name": "edit",
                "type": "qweb",
                "inherit_id": page.id,
                "arch": f'<xpath expr="//div" position="inside"><p t-out="{road}"/></xpath>',
            }
        )
        qweb = self.env["ir.qweb"].with_user(self.admin)
        company = self.company.with_user(self.admin)
        told = self._told(lambda: qweb._render(page.id, {"company": company, "o": company}))
        self._assert_told_nothing(told)

    def test_a_template_changes_nothing(self):
        number = self.record.id
        templates = self.env["mail.template"].with_user(self.admin)
        log = self.env["property.archive.log"].sudo()
        for road in (
            f"{_RECORDS}.sudo().browse({number})._write_protected({{'note': 'x'}})",
            f"{_RECORDS}.sudo().browse({number}).write({{'note': 'x'}})",
            "object.env['property.archive.grant'].sudo()._create_protected([{}])",
            "object.env['property.archive.log'].sudo()._append("
            "[('2024-01-01', 1, 2, 'viewed', 'x', 1, None, None)])",
        ):
            with self.subTest(road=road):
                before = log.search_count([])
                told = self._told(
                    lambda r=road: templates._render_template(
                        f'<p><t t-out="{r}"/></p>', "res.partner", self.owner.ids, engine="qweb"
                    )
                )
                self.assertIn("Failed to render", told)
                self.env.invalidate_all()
                self.assertNotEqual(self.record.sudo().note, "x")
                self.assertEqual(log.search_count([]), before)

    def test_what_is_kept_for_everybody_is_not_what_a_reader_sees(self):
        """Levels that want a clearance are known to the server, not to a template."""
        self.env.registry.clear_cache()
        road = "object.env['property.archive.level']._confidential_ids()"
        templates = self.env["mail.template"]
        self._told(
            lambda: templates._render_template(
                f'<p><t t-out="{road}"/></p>', "res.partner", self.owner.ids, engine="qweb"
            )
        )
        self.assertIn(self.secret.id, self.env["property.archive.level"]._confidential_ids())

    def test_they_are_seen_when_they_are_written(self):
        log = self.env["property.archive.log"].sudo()
        made = (
            self._template(model_id=self.env["ir.model"]._get_id("property.archive.category")),
            self.env["ir.ui.view"]
            .with_user(self.admin)
            .create(
                {"name": "P", "type": "qweb", "arch": f'<p><t t-out="{self._roads()[0]}"/></p>'}
            ),
            self.env["ir.actions.report"]
            .with_user(self.admin)
            .create({"name": "R", "model": "property.archive.record", "report_name": "x.y"}),
        )
        for row in made:
            with self.subTest(model=row._name):
                event = log.search([("action", "=", "code_changed"), ("res_id", "=", row.id)])
                self.assertEqual(event.mapped("user_id"), [self.admin.id])
        before = log.search_count([])
        self._template(subject="Hello {{ object.name }}")
        self.assertEqual(log.search_count([]), before)
