from odoo import api, models

from ...http import reading_as


class MailRenderMixin(models.AbstractModel):
    """Templates read the archive with the rights of the user they are rendered for (B4)."""

    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(
        self, template_src, model, res_ids, engine="inline_template", *args, **kwargs
    ):
        if engine == "qweb_view":  # a page: see ir.qweb
            return super()._render_template(template_src, model, res_ids, engine, *args, **kwargs)
        with reading_as(self.env):
            return super()._render_template(template_src, model, res_ids, engine, *args, **kwargs)
