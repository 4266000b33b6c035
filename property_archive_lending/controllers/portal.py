import base64

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.addons.property_archive.http import never_kept, send_file

#: What a browser may show in place of saving it.
_INLINE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}
_MAX_TEXT = 4000
_MAX_FILE = 20 * 1024 * 1024


class ArchivePortal(CustomerPortal):
    """My Files: what the archive holds about whoever is logged in (B5).

    An id in an address is looked up among the user's own files or requests and nowhere
    else: any other id is not found, whether there is such a document or not.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "archive_count" in counters:
            values["archive_count"] = request.env["property.archive.record"]._portal_count()
        return values

    # -- files -------------------------------------------------------------------------

    @http.route(
        ["/my/archive", "/my/archive/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def archive_files(self, page=1, **_kwargs):
        """The files about the user."""
        records = request.env["property.archive.record"]
        pages = pager("/my/archive", records._portal_count(), page, self._items_per_page)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="archive",
            files=records._portal_files(pages["offset"], self._items_per_page),
            pager=pages,
            default_url="/my/archive",
        )
        return request.render("property_archive_lending.portal_my_archive", values)

    # Not read-only: opening content is logged.
    @http.route(
        "/my/archive/<int:record_id>",
        type="http",
        auth="user",
        website=True,
        readonly=False,
    )
    def archive_file(self, record_id, **_kwargs):
        """One file about the user; its pieces while the right to read them runs."""
        file = self._archive_file(record_id)
        lines = request.env["property.archive.loan.line"]
        own = lines.sudo().search(
            [
                ("record_id", "=", record_id),
                ("partner_id", "=", request.env.user.partner_id.id),
                ("state", "!=", "draft"),
            ]
        )
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="archive_file",
            file=file,
            requests=lines.browse(own.ids)._portal_values(),
            pieces=self._archive_pieces(file),
            can_ask=self._archive_can_ask(record_id),
        )
        return request.render("property_archive_lending.portal_archive_file", values)

    @http.route(
        "/my/archive/<int:record_id>/piece/<int:piece_id>",
        type="http",
        auth="user",
        readonly=False,
    )
    def archive_piece(self, record_id, piece_id, download=None, **_kwargs):
        """The file of a piece, with the user's own right to read it, logged."""
        self._archive_file(record_id)
        piece = request.env["property.archive.enclosure"].search(
            [("id", "=", piece_id), ("record_id", "=", record_id)]
        )
        attachment = piece.attachment_id.sudo()
        if not attachment:
            raise NotFound()
        stream = never_kept(request.env["ir.binary"]._get_stream_from(attachment, "raw"))
        inline = not download and attachment.mimetype in _INLINE
        return stream.get_response(as_attachment=not inline)

    def _archive_file(self, record_id):
        record = request.env["property.archive.record"]._portal_record(record_id)
        if not record:
            raise NotFound()
        return record._portal_values()[0]

    def _archive_pieces(self, file):
        if not file["until"]:
            return []
        pieces = request.env["property.archive.enclosure"].search(
            [("record_id", "=", file["id"]), ("present", "=", True)]
        )
        # read() and not the fields one by one: reading content is logged
        return pieces.read(["name", "page_count", "date_document", "attachment_id"])

    def _archive_can_ask(self, record_id):
        """What the user may ask for about a file, with the papers it takes."""
        if not request.env.user._is_portal():
            return {}
        record = request.env["property.archive.record"]._portal_record(record_id)
        return request.env["property.archive.loan"]._portal_offer(record)

    # -- asking ------------------------------------------------------------------------

    @http.route(
        "/my/archive/<int:record_id>/request",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def archive_request(self, record_id, **post):
        """The form to ask for viewing, a copy or a correction."""
        file = self._archive_file(record_id)
        offer = self._archive_can_ask(record_id)
        if not offer:
            raise NotFound()
        error = None
        if request.httprequest.method == "POST":
            try:
                request.env["property.archive.loan"]._portal_request(
                    record_id,
                    post.get("kind"),
                    (post.get("purpose") or "")[:_MAX_TEXT],
                    (post.get("destination") or "")[:_MAX_TEXT],
                    self._archive_papers(offer, post),
                )
                return request.redirect("/my/archive/requests?sent=1")
            except UserError as refusal:
                error = str(refusal)
        loans = request.env["property.archive.loan"]
        labels = request.env["property.archive.loan.line"]._portal_labels()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="archive_request",
            file=file,
            error=error,
            post=post,
            kinds=[(kind, labels[kind]) for kind in offer],
            papers={
                name: loans._fields[name]._description_string(request.env)
                for names in offer.values()
                for name in names
            },
        )
        return request.render("property_archive_lending.portal_archive_request", values)

    def _archive_papers(self, offer, post):
        papers = {}
        for name in {name for names in offer.values() for name in names}:
            upload = post.get(name)
            if hasattr(upload, "read") and upload.filename:
                raw = upload.read(_MAX_FILE + 1)
                if len(raw) > _MAX_FILE:
                    raise UserError(request.env._("%s is too large.", upload.filename))
                papers[name] = base64.b64encode(raw)
        return papers

    # -- requests ----------------------------------------------------------------------

    @http.route(
        ["/my/archive/requests", "/my/archive/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def archive_requests(self, page=1, sent=None, **_kwargs):
        """What became of the user's requests."""
        lines = request.env["property.archive.loan.line"]
        domain = self._archive_own_requests()
        pages = pager(
            "/my/archive/requests", lines.search_count(domain), page, self._items_per_page
        )
        found = lines.search(
            domain, offset=pages["offset"], limit=self._items_per_page, order="id desc"
        )
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="archive_requests",
            requests=found._portal_values(),
            pager=pages,
            sent=sent,
            default_url="/my/archive/requests",
        )
        return request.render("property_archive_lending.portal_archive_requests", values)

    @http.route(
        "/my/archive/requests/<int:line_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def archive_withdraw(self, line_id, **_kwargs):
        """Take a request back that nobody decided on yet."""
        line = self._archive_request_line(line_id)
        try:
            if line.state == "to_approve":
                line.action_cancel()
        except UserError:
            # decided or withdrawn in the meantime: the list shows it
            request.env.cr.rollback()
        return request.redirect("/my/archive/requests")

    @http.route(
        "/my/archive/requests/<int:line_id>/copy",
        type="http",
        auth="user",
        readonly=False,
    )
    def archive_copy(self, line_id, **_kwargs):
        """The stamped copy, while its term runs."""
        line = self._archive_request_line(line_id)
        try:
            content = line._copy_content()
        except AccessError as refusal:
            raise NotFound() from refusal
        return send_file("copy.pdf", content)

    def _archive_own_requests(self):
        return [
            ("partner_id", "=", request.env.user.partner_id.id),
            ("state", "!=", "draft"),
        ]

    def _archive_request_line(self, line_id):
        line = request.env["property.archive.loan.line"].search(
            [("id", "=", line_id), *self._archive_own_requests()]
        )
        if not line:
            raise NotFound()
        return line
