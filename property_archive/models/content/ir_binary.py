import json

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo import http, models
from odoo.exceptions import AccessError
from odoo.http import request


class IrBinary(models.AbstractModel):
    """Requests for files of the archive, with the reason when they are refused (B4)."""

    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        try:
            return self._archive_find(*args, **kwargs)
        except AccessError as error:
            if request and request.httprequest.path.startswith("/web/content"):
                raise self._archive_refused(error) from error
            raise

    def _archive_find(self, xmlid=None, res_model="ir.attachment", res_id=None, *args, **kwargs):
        if not xmlid and res_model == "ir.attachment" and res_id:
            # the document that owns the file knows why access is refused
            for document in self.env[res_model].browse(res_id).exists()._archive_documents():
                document.check_access("read")
        record = super()._find_record(xmlid, res_model, res_id, *args, **kwargs)
        # Access tokens outlive the right they were made with: they open nothing here.
        if record._name != "ir.attachment":
            guarded = self.env["ir.attachment"]._archive_guards(record._name)
        else:
            attachment = record.with_env(self.env)
            guarded = attachment._archive_guards(attachment._archive_originals().res_model)
            for document in attachment._archive_documents():
                document.check_access("read")
        if guarded:
            record = record.with_env(self.env)
            record.check_access("read")
        return record

    def _archive_refused(self, error):
        """An error page with the reason, which the web client reads as any other refusal."""
        told = {"code": 0, "message": str(error), "data": http.serialize_exception(error)}
        page = Markup(
            "<!DOCTYPE html><html><head><meta charset='utf-8'/><title>%s</title></head><body>"
            "<p style='font: 16px sans-serif; margin: 3em; white-space: pre-wrap'>%s</p>"
            "<pre hidden='hidden'>%s</pre></body></html>"
        ) % (self.env._("Not open to you"), str(error), json.dumps(told))
        return NotFound(response=request.make_response(page, status=404))
