from lxml import etree

from odoo.tests import tagged

from ..common import ArchiveCase

#: Nothing in it names the archive, an environment or other rights.
_PLAIN = "<p>Good morning</p>"
#: A page that inherits from such a page.
_MORE = '<xpath expr="//p" position="inside">!</xpath>'


@tagged("post_install", "-at_install")
class TestPages(ArchiveCase):
    """A page that is not the one an addon ships has the rights of its reader (B4, B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.pages = cls.env["ir.ui.view"].with_user(cls.admin)

    def _page(self, arch=_PLAIN, **vals):
        return self.pages.create({"name": "P", "type": "qweb", "arch": arch, **vals})

    def _shipped(self, arch=_PLAIN, **vals):
        """A page as an addon ships it, and as it is when the addon was loaded."""
        page = self._page(arch, **vals)
        page.arch_fs = "web/views/webclient_templates.xml"
        self.env["ir.model.data"].create(
            {"module": "web", "name": f"test_{page.id}", "model": page._name, "res_id": page.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_ui_view SET archive_edited = NULL, arch_updated = FALSE WHERE id = %s",
            [page.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache("templates")
        return page

    def _is_trusted(self, page):
        return not self.env["ir.qweb"].with_user(self.admin)._archive_is_edited(page.id)

    def test_a_shipped_page_is_code(self):
        self.assertTrue(self._is_trusted(self._shipped()))
        self.assertTrue(self._is_trusted(self.env.ref("web.layout")))

    def test_however_a_page_is_edited_it_is_no_longer_the_shipped_one(self):
        other = self._shipped()
        install = {"install_filename": "/web/views/webclient_templates.xml"}
        self.env["res.lang"]._activate_lang("fr_FR")
        ways = {
            "its form": lambda page: page.write({"arch_base": "<p>Hello</p>"}),
            "arch": lambda page: page.write({"arch": "<p>Hello</p>"}),
            "the column": lambda page: page.write({"arch_db": "<p>Hello</p>"}),
            "denied": lambda page: page.write(
                {"arch_db": "<p>Hello</p>", "arch_updated": False, "archive_edited": False}
            ),
            "as an addon": lambda page: page.with_context(**install).write(
                {"arch": "<p>Hello</p>"}
            ),
            "denied later": lambda page: (
                page.write({"arch_db": "<p>Hello</p>"})
                and page.write({"archive_edited": False, "arch_updated": False})
            ),
            "translation": lambda page: page.update_field_translations(
                "arch_db", {"fr_FR": {"Good morning": "Bonjour"}}
            ),
            "earlier version": lambda page: (
                page.write({"arch_db": "<p>Hello</p>"}) and page.reset_arch("soft")
            ),
            "its parent": lambda page: page.write({"inherit_id": other.id, "mode": "primary"}),
            "extension": lambda page: self._page(_MORE, inherit_id=page.id),
            "its name": lambda page: page.write({"key": "web.other"}),
            "its file": lambda page: page.write({"arch_fs": "web/views/other.xml"}),
            "web save": lambda page: page.web_save({"arch_base": "<p>Hello</p>"}, {"id": {}}),
        }
        for way, edit in ways.items():
            with self.subTest(way=way):
                page = self._shipped()
                self.assertTrue(self._is_trusted(page))
                edit(page)
                self.assertFalse(self._is_trusted(page))

    def test_where_a_page_inherits_from_is_part_of_it(self):
        first, second = self._shipped(), self._shipped()
        for way, vals in (
            ("another page", {"inherit_id": second.id}),
            ("another kind", {"mode": "primary"}),
        ):
            with self.subTest(way=way):
                page = self._shipped(_MORE, inherit_id=first.id)
                page.write(vals)
                self.assertFalse(self._is_trusted(page))
                self.assertIn(page.id, self.env["ir.ui.view"]._archive_edited_pages())

    def test_what_stands_on_an_edited_page_is_edited(self):
        below = self._shipped()
        page = self._shipped(_MORE, inherit_id=below.id, mode="primary")
        above = self._shipped(_MORE, inherit_id=page.id, mode="primary")
        self.assertTrue(self._is_trusted(above))
        below.write({"arch": "<p>Hello</p>"})
        for inherits in (page, above):
            self.assertFalse(self._is_trusted(inherits))

    def test_a_page_that_calls_one_by_a_name_it_makes_is_not_trusted(self):
        page = self._shipped("""<p><t t-call="{{'web.' + name}}"/></p>""")
        self._page()
        self.assertFalse(self._is_trusted(page))
        calling = self._shipped(f'<p><t t-call="{page.id}"/></p>')
        self.assertFalse(self._is_trusted(calling))

    def test_however_a_page_is_made_it_is_not_shipped(self):
        values = {"name": "P", "type": "qweb", "arch": _PLAIN, "key": "test.page"}
        install = {"install_filename": "/web/views/webclient_templates.xml"}
        ways = {
            "create": lambda: self.pages.create(values),
            "denied": lambda: self.pages.create(
                {**values, "archive_edited": False, "arch_fs": "web/x.xml"}
            ),
            "as an addon": lambda: self.pages.with_context(**install).create(values),
            "by default": lambda: self.pages.with_context(default_archive_edited=False).create(
                values
            ),
            "copy": lambda: self._shipped().copy(),
            "import": lambda: self.pages.browse(
                self.pages.load(
                    ["id", "name", "type", "arch_base", "key"],
                    [["web.test_import", "P", "qweb", _PLAIN, "test.page"]],
                )["ids"]
            ),
        }
        for way, make in ways.items():
            with self.subTest(way=way):
                page = make()
                self.env["ir.model.data"].create(
                    {
                        "module": "web",
                        "name": f"test_made_{page.id}",
                        "model": page._name,
                        "res_id": page.id,
                    }
                )
                self.assertFalse(self._is_trusted(page))

    def test_every_page_of_the_database_that_is_no_addon_s_is_known(self):
        self.env.cr.execute(
            "SELECT id FROM ir_ui_view v WHERE arch_fs IS NULL OR NOT EXISTS (SELECT FROM"
            " ir_model_data d WHERE d.model = 'ir.ui.view' AND d.res_id = v.id)"
        )
        ids = {row[0] for row in self.env.cr.fetchall()}
        self.assertLessEqual(ids, self.env["ir.ui.view"]._archive_edited_pages())
        self.assertLessEqual(
            {self._page().id, self._page().id}, self.env["ir.ui.view"]._archive_edited_pages()
        )

    def test_what_says_nothing_of_the_archive_reaches_nothing_of_it(self):
        """From a method of Odoo that answers as superuser, along fields, to the archive."""
        self.env["property.archive.discharge"]._create_protected(
            [{"name": "TEST-LEAVES", "employee_id": self.head.employee_id.id}]
        )
        self.env.flush_all()
        road = (
            "object._get_main_company().search([]).archive_head_id.employee_id"
            ".archive_discharge_ids.mapped('name')"
        )
        text = f'<p><t t-out="{road}"/></p>'
        qweb = self.env["ir.qweb"].with_user(self.engineer)
        value = {"object": self.company.with_user(self.engineer)}
        called = self._shipped(f'<p><t t-call="{self._page(text).id}"/></p>')
        for template in (self._page(text).id, etree.fromstring(text), called.id):
            with self.subTest(template=template):
                self.env.invalidate_all()
                self.assertNotIn("TEST-LEAVES", str(qweb._render(template, value)))

    def test_it_costs_no_query_more(self):
        qweb = self.env["ir.qweb"].with_user(self.admin)
        shipped, edited = self._shipped(), self._page()
        for page in (shipped, edited):
            qweb._render(page.id)
        with self.assertQueryCount(0):
            qweb._render(shipped.id)
            qweb._render(edited.id)

    def test_a_paper_of_which_somebody_edited_the_style_is_printed(self):
        handover = self._draft().action_submit()["res_id"]
        style = self.env.ref("property_archive.report_style").with_user(self.admin)
        style.arch_db = style.arch_db + "<!-- ours -->"
        paper = self.env.ref("property_archive.report_handover")
        self.assertFalse(self._is_trusted(paper))
        report = self.env["ir.actions.report"].with_user(self.archivist)
        html, _kind = report._render_qweb_html("property_archive.report_handover", [handover])
        self.assertIn("秘密标题", html.decode())
