from lxml import etree

from odoo import api, models
from odoo.tools import ormcache

from ...http import reading_as

#: What the code of a page must contain to read with other rights than its reader's.
_REACHES = r"sudo|with_user|with_env|\menv\M|\mcr\M|property.{0,6}archive"


class IrQweb(models.AbstractModel):
    """Pages that users edited read the archive with their reader's rights (B4).

    The pages that addons ship are trusted code. Templates given as text, such as mail templates,
    and pages edited in the database are not.
    """

    _inherit = "ir.qweb"

    def _render(self, template, values=None, **options):
        if isinstance(template, etree._Element) or self._archive_is_edited(template):
            with reading_as(self.env):
                return super()._render(template, values, **options)
        return super()._render(template, values, **options)

    @api.model
    def _archive_is_edited(self, template):
        """Whether a page was edited, or calls or inherits an edited one, and may reach further.

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
            if called in seen:
                continue
            seen.add(called)
            page = self._preload_trees([called])[called]
            if page.get("error"):
                continue
            if page["ref"] in edited:
                return True
            names = page["tree"].xpath("//*/@t-call")
            if any("{" in name or "<" in name for name in names):
                return True  # the page called is only known when it is rendered: assume the worst
            todo += names
        return False


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    @api.model
    @ormcache(cache="templates")
    def _archive_edited_pages(self):
        """Ids of the pages edited in the database that could read more than their reader.

        Pages that inherit from such a page, or that it inherits from, are included.

        :rtype: frozenset(int)
        """
        self.env.cr.execute(
            """
            WITH RECURSIVE edited AS (
                SELECT v.id, v.inherit_id FROM ir_ui_view v
                WHERE v.type = 'qweb' AND v.arch_db::text ~* %s
                  AND (v.arch_updated OR NOT EXISTS (
                      SELECT FROM ir_model_data d WHERE d.model = 'ir.ui.view'
                      AND d.res_id = v.id AND d.module IN (
                          SELECT name FROM ir_module_module)))
            ), above AS (
                SELECT id, inherit_id FROM edited
                UNION SELECT v.id, v.inherit_id FROM ir_ui_view v JOIN above a
                    ON v.id = a.inherit_id
            ), tree AS (
                SELECT id FROM above
                UNION SELECT v.id FROM ir_ui_view v JOIN tree t ON v.inherit_id = t.id
            ) SELECT id FROM tree
            """,
            (_REACHES,),
        )
        return frozenset(row[0] for row in self.env.cr.fetchall())
