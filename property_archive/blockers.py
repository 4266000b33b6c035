"""Blockers: the reasons why an operation is not possible now, as data instead of texts."""

from typing import Any, NamedTuple

from odoo.tools import format_list


class Blocker(NamedTuple):
    """One reason why a record cannot take part in an operation now.

    Compare blockers by ``code`` and ``document``; ``text`` is only shown to people.
    """

    #: The rule that blocks: ``state``, ``sealed``, ``missing``, ``handover``, ``incident``,
    #: ``loan``, ``hold``, ``destruction``, ``transfer``, ``not_transferable``, ``retention``,
    #: ``volume``, ``unpaid``, ``not_received``, ``takeover``, ``check``, ``request``, ``unlisted``,
    #: ``estate_transfer``; other addons add their own.
    code: str
    #: The document that blocks, or the record itself when its own fields do.
    document: Any
    #: In the user's language; it is shown after the name of the record.
    text: str


def add_blocker(reasons, record, code, text, document=None):
    """Add a blocker for a record.

    :param dict reasons: lists of :class:`Blocker` by record, as ``_get_blockers`` returns them
    :param record: ``property.archive.record``, in the environment of the current user
    :param str code: see :class:`Blocker`
    :param str text: the reason, in the user's language
    :param document: the document that blocks, by default the record itself
    """
    document = record if document is None else document.with_env(record.env)
    reasons.setdefault(record, []).append(Blocker(code, document, text))


def format_blockers(env, blockers):
    """Format blockers as one text, in the user's language.

    :param odoo.api.Environment env: of the user
    :param blockers: of :class:`Blocker`
    :rtype: str
    """
    texts = [blocker.text for blocker in blockers]
    # blockers are sentences: formatted as a list, Chinese would join them by 和
    return "；".join(texts) if (env.lang or "").startswith("zh") else format_list(env, texts)
