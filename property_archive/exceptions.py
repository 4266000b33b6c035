from odoo.exceptions import UserError


class DepartureRefused(UserError):
    """Somebody has open items in the archive: the dialog links to what is open.

    :param str message: who has what open
    :param dict action: window action on these people, if they are employees
    :param str title: of the dialog, by default that of a departure
    """

    def __init__(self, message, action=None, title=None):
        super().__init__(message)
        # sent to the web client with the message
        self.context = {"archive_action": action} if action else {}
        if title:
            self.context["archive_title"] = title
