"""To whom documents of the archive are sent by mail."""


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
