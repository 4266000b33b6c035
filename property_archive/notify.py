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


def tell(env, partners, subject, lines=(), document=None, kept=False):
    """Tell people something: one message for all of it, and nothing where there is nobody.

    :param odoo.api.Environment env: of whoever tells it
    :param partners: ``res.partner``
    :param str subject: in their language
    :param lines: texts, one below the other
    :param document: the one it is about; none where it is about several
    :param bool kept: whether the message stays with the document, for all who see it
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
    """Tell a user of documents: codes are kept, titles are read with them (B4).

    :param documents: of any model of the archive
    :param user: ``res.users``
    :param str subject: in the user's language
    """
    documents = documents.with_context(lang=user.lang)
    links = [document._get_html_link() for document in documents[:_MOST_NAMES]]
    tell(documents.env, user.partner_id, subject, links)


def ask_to_do(documents, kind, user, summary, deadline=None, note=None):
    """Give somebody something to do about documents: an activity for each of them.

    The one way to do so: each activity says in a few words, and in the language of whoever
    has it, what is to be done.

    :param documents: with ``mail.activity.mixin``
    :param str kind: external id of the type of activity
    :param user: ``res.users`` who does it
    :param summary: what is to be done: a function of an environment in the user's language,
        or a text that somebody wrote
    :param date deadline: default the company's today
    :param note: more about it, as ``summary``
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
