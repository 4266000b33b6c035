import json
import tempfile

from werkzeug.exceptions import NotFound, UnprocessableEntity

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import html_escape

from ..http import stream_file

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


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
        if not request.env.user._is_internal() or file_format not in _TYPES:
            raise NotFound()
        registers = request.env["property.archive.register"]
        register = registers._describe(key)
        wizard = self._selection(key, selection)
        # closed, and with it gone, once it is sent or when something fails
        stream = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            if file_format == "pdf":
                stream.write(wizard._render_pdf())
            else:
                registers._export_xlsx(key, stream, wizard._selection())
        except UserError as error:
            stream.close()
            raise self._refusal(error) from error
        except BaseException:
            stream.close()
            raise
        of_when = wizard._period_name() or registers.env.company._archive_today()
        name = f"{register['form_number'].replace('/', '-')} {register['title']} {of_when}"
        return stream_file(stream, f"{name}.{file_format}", _TYPES[file_format])

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
        wizard = wizards.search(
            [
                ("id", "=", int(selection) if selection.isdecimal() else 0),
                ("create_uid", "=", request.env.uid),
                ("form_id", "=", form.id),
            ]
        )
        if not wizard:
            raise NotFound()
        return wizard
