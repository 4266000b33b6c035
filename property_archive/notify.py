"""Notifications: whom the archive tells something, and who gets its documents by mail."""

from markupsafe import Markup


def readers_only(thread, recipients):
    """Remove recipients who may not see a document (any more): they get no mail (B4).

    :param thread: the document, or none for a message without a document
    :param list recipients: as ``_notify_get_recipients`` returns them
    :rtype: list(dict)
    """
    allowed = {
        uid
        for uid in {data["uid"] for data in recipients if data.get("uid")}
        if thread.with_user(uid).sudo(False).has_access("read")
    }
    return [data for data in recipients if not thread or data.get("uid") in allowed]


#: The number of documents that one message names.
_MOST_NAMES = 50


def tell(env, partners, subject, lines=(), document=None, kept=False):
    """Send people one message; nothing is sent when there is nobody to tell.

    :param odoo.api.Environment env: of the sender
    :param partners: ``res.partner``
    :param str subject: in their language
    :param lines: texts, one per line
    :param document: the document it is about; none when it is about several
    :param bool kept: whether the message is kept on the document, for all who see it
    """
    if not partners:
        return
    message = {"subject": subject, "body": Markup("<br/>").join(lines)}
    if kept:
        document.message_post(partner_ids=partners.ids, subtype_xmlid="mail.mt_note", **message)
    else:
        thread = env["mail.thread"].sudo() if document is None else document
        thread.message_notify(partner_ids=partners.ids, **message)


def tell_of(documents, user, subject):
    """Notify a user about documents: the message keeps codes; titles are added on reading (B4).

    :param documents: of any model of the archive
    :param user: ``res.users``
    :param str subject: in the user's language
    """
    documents = documents.with_context(lang=user.lang)
    links = [document._get_html_link() for document in documents[:_MOST_NAMES]]
    tell(documents.env, user.partner_id, subject, links)


def ask_to_do(documents, kind, user, summary, deadline=None, note=None):
    """Schedule an activity on each of these documents: the one way to ask somebody to act.

    The summary says in a few words, in the assignee's language, what is to be done.

    :param documents: with ``mail.activity.mixin``
    :param str kind: external id of the activity type
    :param user: ``res.users``, the assignee
    :param summary: what to do: a function that takes an environment in the user's language, or a
        text that somebody wrote
    :param date deadline: by default today in the company
    :param note: more details, given like ``summary``
    """
    documents = documents.with_context(lang=user.lang or documents.env.lang)
    env = documents.env
    if not deadline:
        company = documents[:1].company_id if "company_id" in documents._fields else env.company
        deadline = (company or env.company)._archive_today()
    documents.activity_schedule(
        kind,
        date_deadline=deadline,
        user_id=user.id,
        summary=summary(env) if callable(summary) else summary,
        note=note(env) if callable(note) else note,
    )
