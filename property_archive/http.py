"""What the archive asks of the web request it runs in, and how it answers with files."""

import tempfile
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import SUPERUSER_ID
from odoo.http import Stream, content_disposition, request

from .trouble import saying_trouble

#: Where the session keeps who became superuser in it.
PERSON_KEY = "property_archive_person"
#: What is handed out, by the ending of its name: no machine's own list decides.
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_own_code = ContextVar("property_archive_own_code", default=False)
_reader = ContextVar("property_archive_reader", default=None)


@contextmanager
def own_code():
    """What the archive does for itself in a superuser session or a template, as telling of it."""
    token = _own_code.set(True)
    try:
        yield
    finally:
        _own_code.reset(token)


def is_superuser_session():
    """Whether a person works as the superuser, in the browser or by a key.

    Rules do not bind the superuser, and the log would name nobody. What the archive's own
    code does as superuser is no such session: there the request is its user's.

    :rtype: bool
    """
    if not request or _own_code.get():
        return False
    if request.session.uid == SUPERUSER_ID:
        return True
    env = request.env
    return env is not None and env.uid == SUPERUSER_ID


@contextmanager
def reading_as(env):
    """Render a template that somebody may have edited: it reads as who it is rendered for.

    What of the archive was read before is forgotten first, as it may have been read by
    more than that. A template inside another one reads as the outer one does.

    :param odoo.api.Environment env: of the rendering
    """
    if _reader.get() is not None:
        yield
        return
    for name in {field.model_name for field in list(env.transaction.field_data)}:
        if name.startswith("property.archive.") or name == "ir.attachment":
            env[name].invalidate_model()
    person = request.env.uid if request and request.env is not None else env.uid
    token = _reader.set(person)
    try:
        yield
    finally:
        _reader.reset(token)


def rendering_reader():
    """Id of the user for whom a template is being rendered that somebody may have edited.

    :return: None where none is rendered, and the superuser's for a job that is nobody's
    :rtype: int
    """
    return None if _own_code.get() else _reader.get()


def session_person():
    """Id of the user who became superuser in this session, or of the superuser.

    :rtype: int
    """
    return request.session.get(PERSON_KEY) or SUPERUSER_ID


def acting_person(env):
    """Id of the user who does something, whatever the code that does it runs as.

    In a web request that is who sent it; a job is who it runs as.

    :param odoo.api.Environment env: of the code
    :rtype: int
    """
    if not request or request.env is None or not request.env.uid:
        return env.uid
    return session_person() if is_superuser_session() else request.env.uid


def blank_for_superuser(compute):
    """A figure about the archive on a form of Odoo: a superuser session sees none (B4).

    :param compute: method that computes fields
    """

    @wraps(compute)
    def guarded(self):
        if not is_superuser_session():
            return compute(self)
        for name, field in self._fields.items():
            if field.compute == compute.__name__:
                self[name] = False
        return None

    return guarded


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


def own_dialog(model, dialog_id):
    """The dialog whose choices a download takes: one that the employee made themselves.

    :param str model: name of the wizard
    :param int dialog_id: its id, out of the address
    :raise NotFound: for anybody else's, for outsiders and for none
    """
    dialog = request.env[model].search(
        [("id", "=", dialog_id), ("create_uid", "=", request.env.uid)]
    )
    if not dialog or not request.env.user._is_internal():
        raise NotFound()
    return dialog


def send_file(name, content):
    """Answer with a file that no browser keeps: the one way to hand out what was made.

    It lies in a temporary file while it is sent, and its length is told, so that the
    browser shows how much is still to come.

    :param str name: what the download is called, with the ending that says its type; a stroke
        of a number becomes a hyphen
    :param content: bytes, or a function that writes them into a binary file
    :rtype: odoo.http.Response
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is sent)
    try:
        with saying_trouble(request.env):
            stream.write(content) if isinstance(content, bytes) else content(stream)
    except BaseException:
        stream.close()
        raise
    length = stream.tell()
    stream.seek(0)
    response = _answer(name, wrap_file(request.httprequest.environ, stream))
    response.headers["Content-Length"] = length
    response.direct_passthrough = True
    response.call_on_close(stream.close)
    return response


def send_chunks(name, chunks):
    """Answer with a file that is made as it is sent: how long it is, nobody knows before.

    :param str name: as of :func:`send_file`
    :param chunks: iterable of bytes, not of the database: its transaction is over by then
    :rtype: odoo.http.Response
    """
    return _answer(name, chunks)


def _answer(name, content):
    headers = [
        ("Content-Type", _TYPES[name.rpartition(".")[2]]),
        ("Content-Disposition", content_disposition(name.replace("/", "-"))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return request.make_response(content, headers=headers)
