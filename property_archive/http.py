"""What the archive asks of the web request it runs in."""

from odoo import SUPERUSER_ID
from odoo.http import request


def is_superuser_session():
    """Whether the web session is that of an administrator who became superuser.

    Rules do not bind the superuser, and the log would name nobody: such a session gets
    no content.

    :rtype: bool
    """
    return bool(request) and request.session.uid == SUPERUSER_ID
