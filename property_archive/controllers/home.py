from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.home import Home as WebHome

from ..http import PERSON_KEY, is_superuser_session


class Home(WebHome):
    @http.route(readonly=False)
    def switch_to_admin(self):
        # Odoo forgets who it was; the log does not
        person = request.env.user
        answer = super().switch_to_admin()
        if is_superuser_session() and not request.session.get(PERSON_KEY):
            request.session[PERSON_KEY] = person.id
            request.env["property.archive.log"].sudo()._alarm("superuser_session", person)
        return answer
