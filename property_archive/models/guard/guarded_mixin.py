import logging
from datetime import timedelta

from psycopg2 import Error as DatabaseError

from odoo import SUPERUSER_ID, api, fields, models

from ...http import own_code

_logger = logging.getLogger(__name__)


class PropertyArchiveGuarded(models.AbstractModel):
    """Log a superuser session that accesses the archive as the person behind it (B6)."""

    _inherit = "property.archive.guarded"

    def _refuse_superuser(self, operation):
        log = self.env["property.archive.log"]
        key = ("property_archive_superuser", self._name, operation)
        if key not in self.env.cr.cache:
            # once per model: a form asks for it a dozen times
            self.env.cr.cache[key] = True
            log._alarm(
                "superuser_refused", self.env["ir.model"]._get(self._name), operation=operation
            )
        return super()._refuse_superuser(operation)

    @api.model
    def _archive_tell_trouble(self, kind, what):
        result = super()._archive_tell_trouble(kind, what)
        lately = fields.Datetime.now() - timedelta(hours=1)
        try:
            # in its own transaction: that of the call is rolled back, or over
            with self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                log = env["property.archive.log"]
                if not log.search_count([("action", "=", kind), ("date", ">", lately)], limit=1):
                    with own_code():
                        log._write_alarm(log._rows(kind, env.company, {"what": what}))
        except (DatabaseError, OSError):
            _logger.exception("nobody could be told of it")
        return result
