import re

from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError

#: A record named in a message, as Odoo's ``_get_html_link`` writes it.
_RECORD = re.compile(
    r'(<a [^>]*data-oe-model="property\.archive\.record"[^>]*data-oe-id="(\d+)"[^>]*>[^<]*)(</a>)'
)


class MailMessage(models.Model):
    """A file of the archive sent along is a copy, and copies are asked for (D10).

    What is said on a document of the archive is for those who see it (B4).
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
        """Files handed in with a message belong to the document it is on (B4).

        Otherwise whoever uploaded one could change it later: a file that hangs on a message
        or on nothing is its creator's.
        """
        for message in self.sudo():
            document = self.env.get(message.model)
            if message.res_id and hasattr(document, "_check_archive_evidence"):
                message.attachment_ids.filtered(
                    lambda file: not file.res_id or file.res_model == self._name
                ).write({"res_model": message.model, "res_id": message.res_id})

    # -- who reads --------------------------------------------------------------------------

    @api.depends("model", "res_id")
    def _compute_record_name(self):
        unnamed = self._archive_unnamed()
        unnamed.record_name = False
        return super(MailMessage, self - unnamed)._compute_record_name()

    @api.depends("model", "res_id")
    def _compute_display_name(self):
        # of a notification the message is named to administrators, and people put into
        # subjects what they want
        closed = self.filtered(lambda message: self._archive_is_closed(message.sudo().model))
        for message in closed:
            message.display_name = message.sudo().record_name
        return super(MailMessage, self - closed)._compute_display_name()

    def _to_store(self, store, fields, **kwargs):
        whole = "message_format" in fields
        result = super()._to_store(store, fields, **kwargs)
        # into the answer to who reads, and never into what is kept for a browser
        if whole and store.target.channel is None:
            for message, body in self._archive_titled():
                store.add(message, {"body": body})
        return result

    def _archive_titled(self):
        """Bodies in which records are named, with the titles the reader may read (B4).

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
