"""Who is told of what, and to whom documents of the archive are sent by mail."""

from markupsafe import Markup


def readers_only(thread, recipients):
    """Leave out the followers who may not see a document (any more): they get no mail (B4).

    :param thread: the document, or none for a message of no document
    :param list recipients: as of ``_notify_get_recipients``
    :rtype: list(dict)
    """
    allowed = {
        uid
        for uid in {data["uid"] for data in recipients if data.get("uid")}
        if thread.with_user(uid).sudo(False).has_access("read")
    }
    return [data for data in recipients if not thread or data.get("uid") in allowed]


#: How many documents one message names.
_MOST_NAMES = 50


def tell(env, partners, subject, lines=(), document=None):
    """Tell people something: one message for all of it, and nothing where there is nobody.

    :param odoo.api.Environment env: of whoever tells it
    :param partners: ``res.partner``
    :param str subject: in their language
    :param lines: texts, one below the other
    :param document: the one it is about; none where it is about several
    """
    if partners:
        thread = env["mail.thread"].sudo() if document is None else document
        thread.message_notify(
            partner_ids=partners.ids, subject=subject, body=Markup("<br/>").join(lines)
        )


def tell_of(documents, user, subject):
    """Tell a user of documents: codes are kept, titles are read with them (B4).

    :param documents: of any model of the archive
    :param user: ``res.users``
    :param str subject: in the user's language
    """
    documents = documents.with_context(lang=user.lang)
    links = [document._get_html_link() for document in documents[:_MOST_NAMES]]
    tell(documents.env, user.partner_id, subject, links)
