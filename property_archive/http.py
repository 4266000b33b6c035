"""What the archive asks of the web request it runs in, and how it answers with files."""

from werkzeug.wsgi import wrap_file

from odoo import SUPERUSER_ID
from odoo.http import Stream, content_disposition, request


def is_superuser_session():
    """Whether the web session is that of an administrator who became superuser.

    Rules do not bind the superuser, and the log would name nobody: such a session gets
    no content.

    :rtype: bool
    """
    return bool(request) and request.session.uid == SUPERUSER_ID


class _NeverKept(Stream):
    """A file that no browser and no proxy keeps."""

    def get_response(self, as_attachment=None, immutable=None, **kwargs):
        kwargs["max_age"] = None
        response = super().get_response(as_attachment=as_attachment, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


def never_kept(stream):
    """Have a file answered so that it is asked for again each time.

    :param odoo.http.Stream stream: the file
    :return: the same file
    """
    stream.__class__ = _NeverKept
    return stream


def stream_file(stream, name, mimetype):
    """Answer with a file that is read as it is sent, and closed when it is.

    Its length is told, so that the browser shows how much is still to come.

    :param stream: binary file open for reading, written to its end
    :param str name: what the download is called
    :param str mimetype: its type
    :rtype: odoo.http.Response
    """
    length = stream.tell()
    stream.seek(0)
    response = request.make_response(
        wrap_file(request.httprequest.environ, stream),
        headers=[
            ("Content-Type", mimetype),
            ("Content-Length", length),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    response.direct_passthrough = True
    response.call_on_close(stream.close)
    return response
