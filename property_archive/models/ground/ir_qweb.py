from lxml import etree

from odoo import api, fields, models
from odoo.tools import ormcache

from ...http import reading_as

#: What a page is: whoever writes one of these wrote the page.
_CODE_FIELDS = ("arch", "arch_base", "arch_db", "arch_fs", "inherit_id", "key", "mode", "type")


class IrQweb(models.AbstractModel):
    """Pages that users edited read the archive with their reader's rights (B4).

    The pages that addons ship are trusted code. Templates given as text, such as mail templates,
    and pages that somebody wrote or edited in the database are not, whatever they say.
    """

    _inherit = "ir.qweb"

    def _render(self, template, values=None, **options):
        if isinstance(template, etree._Element) or self._archive_is_edited(template):
            with reading_as(self.env):
                return super()._render(template, values, **options)
        return super()._render(template, values, **options)

    @api.model
    def _archive_is_edited(self, template):
        """Whether a page was edited, or calls or inherits an edited one.

        :param template: id or name of a view
        :rtype: bool
        """
        edited = self.env["ir.ui.view"]._archive_edited_pages()
        return bool(edited) and self._archive_calls(template, edited)

    @api.model
    @ormcache(
        "template",
        # a name is another page in another language, or on another website
        "tuple(self.env.context.get(k) or False for k in self._get_template_cache_keys())",
        cache="templates",
    )
    def _archive_calls(self, template, edited):
        todo, seen = [template], set()
        while todo:
            called = todo.pop()
            if isinstance(called, str) and called.isdigit():
                called = int(called)  # Odoo lets a page be called by its number
            if called in seen:
                continue
            seen.add(called)
            page = self._preload_trees([called])[called]
            if page.get("error"):
                continue
            if page["ref"] in edited:
                return True
            names = [
                name
                for attribute in self._get_preload_attribute_xmlids()
                for name in page["tree"].xpath(f"//@{attribute}")
            ]
            if any("{" in name or "<" in name for name in names):
                return True  # the page called is only known when it is rendered: assume the worst
            todo += names
        return False


class IrUiView(models.Model):
    """Pages that somebody wrote or edited are told from those that addons ship (B4)."""

    _inherit = "ir.ui.view"

    archive_edited = fields.Boolean(
        "Edited in the Database",
        readonly=True,
        help="Such a page reads the archive with its reader's rights, whatever its text says.",
    )

    def _init_column(self, column_name):
        if column_name != "archive_edited":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """
            UPDATE ir_ui_view v SET archive_edited = TRUE
             WHERE v.arch_updated OR v.arch_fs IS NULL OR NOT EXISTS (
                   SELECT FROM ir_model_data d JOIN ir_module_module m ON m.name = d.module
                    WHERE d.model = 'ir.ui.view' AND d.res_id = v.id)
            """
        )
        return None

    @api.model_create_multi
    def create(self, vals_list):
        # while addons are loaded the registry is not ready: what they ship is trusted
        return super().create(
            [{**vals, "archive_edited": self.env.registry.ready} for vals in vals_list]
        )

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "archive_edited"}
        if self.env.registry.ready:
            if not vals.keys().isdisjoint(_CODE_FIELDS):
                vals["archive_edited"] = True
        elif "arch" in vals and "install_filename" in self.env.context:
            vals["archive_edited"] = False  # the page of the file again
        return super().write(vals)

    @api.model
    @ormcache(cache="templates")
    def _archive_edited_pages(self):
        """Ids of the pages that somebody wrote or edited in the database.

        Pages that inherit from such a page, or that it inherits from, are included.

        :rtype: frozenset(int)
        """
        self.flush_model(["archive_edited", "inherit_id"])
        self.env.cr.execute(
            """
            WITH RECURSIVE above AS (
                SELECT id, inherit_id FROM ir_ui_view WHERE archive_edited
                UNION SELECT v.id, v.inherit_id FROM ir_ui_view v JOIN above a
                    ON v.id = a.inherit_id
            ), tree AS (
                SELECT id FROM above
                UNION SELECT v.id FROM ir_ui_view v JOIN tree t ON v.inherit_id = t.id
            ) SELECT id FROM tree
            """
        )
        return frozenset(row[0] for row in self.env.cr.fetchall())
