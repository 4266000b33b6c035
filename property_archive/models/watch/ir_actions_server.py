from odoo import SUPERUSER_ID, api, models


class IrActionsServer(models.Model):
    """Server actions that concern the archive are reported before they run (B6)."""

    _name = "ir.actions.server"
    _inherit = ["ir.actions.server", "property.archive.watch.mixin"]
    _watched_fields = ("code", "model_id", "update_path", "webhook_url")

    def run(self):
        watched = self._archive_watched()
        # shipped actions may run; a change of one was reported when it was made
        own = watched.get_external_id() if watched else {}
        watched = watched.filtered(
            lambda action: not own.get(action.id, "").startswith("property_archive")
        )
        jobs = self.env["ir.cron"].sudo().with_context(active_test=False)
        if watched and (crons := jobs.search([("ir_actions_server_id", "in", watched.ids)])):
            names = crons.get_external_id()
            watched -= crons.filtered(
                lambda cron: names[cron.id].startswith("property_archive")
            ).ir_actions_server_id
        if watched and self.env.registry.ready:
            rows = self.env["property.archive.log"]._rows("code_run", watched, {})
            # in its own transaction: the code may roll this one back, or never return
            with self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["property.archive.log"]._write_alarm(rows)
        return super().run()
