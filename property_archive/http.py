"""Web requests of the archive: who acts in them, and how files are sent."""

import tempfile
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import SUPERUSER_ID
from odoo.http import Stream, content_disposition, request

from .trouble import saying_trouble

#: Session key with the id of the user who became superuser.
PERSON_KEY = "property_archive_person"
#: MIME types by file extension: they do not depend on the server's own list.
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_own_code = ContextVar("property_archive_own_code", default=False)
_reader = ContextVar("property_archive_reader", default=None)


@contextmanager
def own_code():
    """Mark the archive's own code, so that it may run in a superuser session or a template."""
    token = _own_code.set(True)
    try:
        yield
    finally:
        _own_code.reset(token)


def is_superuser_session():
    """Whether a person works as the superuser, in the browser or with an API key.

    Record rules do not apply to the superuser, and the log would name nobody. Code of the archive
    that uses ``sudo()`` is not such a session: the request still belongs to its user.

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
    """Render a template that users can edit, with the rights of the user it is rendered for.

    Cached values of the archive are dropped first, as they may have been read with more rights. A
    nested template has the rights of the outer one.

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
    """Id of the user for whom a user-editable template is being rendered.

    :return: None when no template is rendered; the superuser's id for a job without a user
    :rtype: int
    """
    return None if _own_code.get() else _reader.get()


def session_person():
    """Id of the user who became superuser in this session, or the superuser's id.

    :rtype: int
    """
    return request.session.get(PERSON_KEY) or SUPERUSER_ID


def acting_person(env):
    """Id of the user who acts, whatever user the code runs as.

    In a web request it is the user who sent it; in a job, the user of the job.

    :param odoo.api.Environment env: of the code
    :rtype: int
    """
    if not request or request.env is None or not request.env.uid:
        return env.uid
    return session_person() if is_superuser_session() else request.env.uid


def blank_for_superuser(compute):
    """Leave archive figures on Odoo's own forms empty in a superuser session (B4).

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
    """A file that no browser and no proxy caches."""

    def get_response(self, as_attachment=None, immutable=None, **kwargs):
        kwargs["max_age"] = None
        response = super().get_response(as_attachment=as_attachment, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


def never_kept(stream):
    """Make a file uncacheable, so that it is requested again each time.

    :param odoo.http.Stream stream: the file
    :return: the same file
    """
    stream.__class__ = _NeverKept
    return stream


def own_dialog(model, dialog_id):
    """The wizard that holds the options of a download: only the user who created it may use it.

    :param str model: name of the wizard
    :param int dialog_id: its id, from the URL
    :raise NotFound: for another user's wizard, for users from outside, and if there is none
    """
    dialog = request.env[model].search(
        [("id", "=", dialog_id), ("create_uid", "=", request.env.uid)]
    )
    if not dialog or not request.env.user._is_internal():
        raise NotFound()
    return dialog


def send_file(name, content):
    """Send a generated file that browsers do not cache: the one way to do so.

    The file is written to a temporary file first, so that its length is known and the browser shows
    the progress.

    :param str name: file name with its extension, which sets the type; a slash of a number becomes
        a hyphen
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
    """Send a file while it is generated; its length is not known in advance.

    :param str name: as in :func:`send_file`
    :param chunks: iterable of bytes; it must not use the database, whose transaction is over
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
