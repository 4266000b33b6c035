"""Why something is not possible now, as data: nobody takes a reason out by its words."""

from typing import Any, NamedTuple

from odoo.tools import format_list


class Blocker(NamedTuple):
    """One reason why a record cannot take part in an operation now.

    Two reasons are told apart by ``code`` and ``document``; ``text`` is for people.
    """

    #: Which rule: ``state``, ``sealed``, ``missing``, ``handover``, ``incident``, ``loan``,
    #: ``hold``, ``destruction``, ``transfer``, ``not_transferable``, ``retention``,
    #: ``volume``, ``unpaid``, ``not_received``; addons have their own.
    code: str
    #: The document that stands against it, or the record itself where its own fields do.
    document: Any
    #: In the user's language, to follow the name of the record.
    text: str


def add_blocker(reasons, record, code, text, document=None):
    """Note a reason against a record.

    :param dict reasons: of :class:`Blocker` by record, as ``_get_blockers`` returns them
    :param record: ``property.archive.record`` of the user who asks
    :param str code: see :class:`Blocker`
    :param str text: why, in the user's language
    :param document: what stands against it, by default the record itself
    """
    document = record if document is None else document.with_env(record.env)
    reasons.setdefault(record, []).append(Blocker(code, document, text))


def format_blockers(env, blockers):
    """Reasons as one text, in the user's language.

    :param odoo.api.Environment env: of the user
    :param blockers: of :class:`Blocker`
    :rtype: str
    """
    texts = [blocker.text for blocker in blockers]
    # they are sentences: as a list of names Chinese would join them by 和
    return "；".join(texts) if (env.lang or "").startswith("zh") else format_list(env, texts)
