from odoo.exceptions import UserError


class DepartureRefused(UserError):
    """Somebody has not cleared with the archive: the dialog leads to what is open.

    :param str message: who, and what is open
    :param dict action: window action on the people concerned, if they are employees
    :param str title: of the dialog, by default that of a departure
    """

    def __init__(self, message, action=None, title=None):
        super().__init__(message)
        # what Odoo sends to the web client beside the message
        self.context = {"archive_action": action} if action else {}
        if title:
            self.context["archive_title"] = title
