import json

from werkzeug.exceptions import NotFound, UnprocessableEntity

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import html_escape

from ..http import own_dialog, send_file

_FORMATS = ("xlsx", "pdf")


class RegisterController(http.Controller):
    # Not read-only: an export is logged.
    @http.route(
        "/property_archive/register/<string:key>.<string:file_format>",
        type="http",
        auth="user",
        readonly=False,
    )
    def register(self, key, file_format, selection=None, **_kwargs):
        """Download a register, with the user's own rights (G1).

        :param selection: id of the ``property.archive.register.wizard`` that says what of it
        """
        if not request.env.user._is_internal() or file_format not in _FORMATS:
            raise NotFound()
        registers = request.env["property.archive.register"]
        register = registers._describe(key)
        wizard = self._selection(key, selection)
        of_when = wizard._period_name() or registers.env.company._archive_today()
        name = f"{register['form_number']} {register['title']} {of_when}"

        def write(stream):
            if file_format == "pdf":
                stream.write(wizard._render_pdf())
            else:
                registers._export_xlsx(key, stream, wizard._selection())

        try:
            return send_file(f"{name}.{file_format}", write)
        except UserError as error:
            raise self._refusal(error) from error

    def _refusal(self, error):
        """A refusal as the web client reads it, to show it as any other."""
        told = {"code": 0, "message": str(error), "data": http.serialize_exception(error)}
        text = html_escape(json.dumps(told))
        return UnprocessableEntity(response=request.make_response(text, status=422))

    def _selection(self, key, selection):
        wizards = request.env["property.archive.register.wizard"]
        form = request.env["property.archive.form"].search([("key", "=", key)], limit=1)
        if selection is None:
            return wizards.create({"form_id": form.id, "source": "all"})
        wizard = own_dialog(wizards._name, int(selection) if selection.isdecimal() else 0)
        if wizard.form_id != form:
            raise NotFound()
        return wizard
