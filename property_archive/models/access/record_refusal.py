from odoo import SUPERUSER_ID, api, fields, models

from ...notify import tell


class PropertyArchiveRecord(models.Model):
    """Why a user may not read a record (any more), and what they can do (B2, B4, B7)."""

    _inherit = "property.archive.record"

    def _archive_refusal(self, operation):
        """The message for the current user: about their rights, never about the record.

        A user who had a right is told when it ended. Everybody else gets the same message, whatever
        the record is and whether it exists.

        :param str operation: ``read``, ``write``, ``create`` or ``unlink``
        :rtype: str or None
        """
        if operation != "read":
            return None
        again = self.env._(
            "Ask for it under Archive → Requests → My Requests: by its code, or by category"
            " and unit."
        )
        return f"{self._archive_ended() or self._archive_never()} {again}"

    # -- existing files -------------------------------------------------------------------------

    def _known_twins(self):
        twins = super()._known_twins()
        if self.env.uid == SUPERUSER_ID:
            return twins
        # without a flush: the pending changes are the conflict itself
        access = self.env["property.archive.access"]
        access._rights(flush=False)
        seen = twins.sudo(False)._search([("id", "in", twins.ids)])
        self.env.cr.execute(seen.select())
        known = twins.browse(row_id for (row_id,) in self.env.cr.fetchall())
        access._forget()
        (twins - known)._tell_of_twins(self.env.user)
        return known

    def _tell_of_twins(self, user):
        """Tell the archive head that a user tried to open a second file without seeing the first.

        The message is sent when the transaction ends, even if it is rolled back.

        :param user: ``res.users`` who tried it
        """
        if not self:
            return
        twins, registry = self.sudo(), self.env.registry

        def told():
            twins._write_of_twins(user.id)
            twins.env.flush_all()

        def told_alone():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env[twins._name].browse(twins.ids)._write_of_twins(user.id)

        self.env.cr.precommit.add(told)
        self.env.cr.postrollback.add(told_alone)

    def _write_of_twins(self, uid):
        user = self.env["res.users"].browse(uid)
        for company, records in self.exists().grouped("company_id").items():
            head = company.archive_head_id
            records = records.with_context(lang=head.lang)
            subject = records.env._("%s would open a file that is there already", user.name)
            links = [record._get_html_link() for record in records]
            tell(records.env, head.partner_id, subject, links)

    def _archive_never(self):
        return self.env._("You may not read this record.")

    def _archive_ended(self):
        """Which right of the user to read these records ended, and when."""
        user = self.env.user
        grant = (
            self.env["property.archive.grant"]
            .sudo()
            .search(
                [("record_id", "in", self.ids), ("user_id", "in", user._archive_same_person().ids)],
                order="date_to desc, id desc",
                limit=1,
            )
        )
        if grant.revoked:
            return self.env._("Your right to read this record was ended by the archive.")
        if grant and grant.date_to <= fields.Datetime.now():
            moment = grant.company_id._archive_local_time(grant.date_to)
            return self.env._(
                "Your consultation of this record ended on %(date)s at %(time)s.",
                date=fields.Date.to_string(moment.date()),
                time=moment.strftime("%H:%M"),
            )
        return self._archive_clearance_ended()

    def _archive_clearance_ended(self):
        clearance = (
            self.env["property.archive.clearance"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "in", self.sudo().company_id.ids),
                    ("state", "in", ["granted", "revoked"]),
                ],
                order="date_end desc, id desc",
                limit=1,
            )
        )
        if clearance.state == "revoked":
            return self.env._("Your clearance was revoked.")
        if clearance and clearance.date_end < clearance.company_id._archive_today():
            return self.env._(
                "Your clearance ended on %s.", fields.Date.to_string(clearance.date_end)
            )
        return None
