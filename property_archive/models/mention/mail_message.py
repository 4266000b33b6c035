import re

from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError

#: The link to a record in a message, as Odoo's ``_get_html_link`` writes it.
_RECORD = re.compile(
    r'(<a [^>]*data-oe-model="property\.archive\.record"[^>]*data-oe-id="(\d+)"[^>]*>[^<]*)(</a>)'
)


class MailMessage(models.Model):
    """Files of the archive in a message are copies, which must be requested (D10).

    Messages on a document of the archive are visible to users who see the document (B4).
    """

    _name = "mail.message"
    _inherit = ["mail.message", "property.archive.mention.mixin"]
    _mention_model = "model"

    def _check_archive_attachments(self):
        guarded = self.sudo().attachment_ids.filtered(
            lambda a: a.res_model == "property.archive.enclosure"
        )
        if guarded:
            raise UserError(
                self.env._(
                    "%s is a file of the archive and is not sent along: ask for a copy.",
                    guarded[0].name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if any(vals.get("attachment_ids") for vals in vals_list):
            messages._check_archive_attachments()
            messages._adopt_archive_files()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._check_archive_attachments()
            self._adopt_archive_files()
        return result

    def _adopt_archive_files(self):
        """Attach files of a message to the document that the message is on (B4).

        Otherwise the user who uploaded a file could change it later: a file that belongs to a
        message or to nothing belongs to its creator.
        """
        for message in self.sudo():
            document = self.env.get(message.model)
            if message.res_id and hasattr(document, "_check_archive_evidence"):
                message.attachment_ids.filtered(
                    lambda file: not file.res_id or file.res_model == self._name
                ).write({"res_model": message.model, "res_id": message.res_id})

    # -- read access --------------------------------------------------------------------------

    @api.depends("model", "res_id")
    def _compute_record_name(self):
        unnamed = self._archive_unnamed()
        unnamed.record_name = False
        return super(MailMessage, self - unnamed)._compute_record_name()

    @api.depends("model", "res_id")
    def _compute_display_name(self):
        # administrators get the subject of a notification, and users may write anything into a
        # subject
        closed = self.filtered(lambda message: self._archive_is_closed(message.sudo().model))
        for message in closed:
            message.display_name = message.sudo().record_name
        return super(MailMessage, self - closed)._compute_display_name()

    def _to_store(self, store, fields, **kwargs):
        whole = "message_format" in fields
        result = super()._to_store(store, fields, **kwargs)
        # into the response for this reader, never into a value that is cached for others
        if whole and store.target.channel is None:
            for message, body in self._archive_titled():
                store.add(message, {"body": body})
        return result

    def _archive_titled(self):
        """Message bodies that link to records, with the titles that the reader may read (B4).

        :rtype: list(tuple(mail.message, markupsafe.Markup))
        """
        named = [
            message
            for message in self
            if message.body and 'property.archive.record"' in message.body
        ]
        if not named:
            return []
        ids = {int(found[1]) for message in named for found in _RECORD.findall(message.body)}
        records = self.env["property.archive.record"].sudo(False).browse(ids).exists()
        titles = records._archive_titles()

        def titled(found):
            title = titles.get(int(found[2]))
            return f"{found[1]} · {escape(title)}{found[3]}" if title else found[0]

        return [(message, Markup(_RECORD.sub(titled, message.body))) for message in named]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access:
            domain = self._archive_shown(domain)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | (self - forbidden)._archive_hidden()
