from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...groups import ARCHIVIST, USER
from ...http import blank_for_superuser


class ResPartner(models.Model):
    """Contacts with archive data are protected when merged, archived or deleted."""

    _inherit = "res.partner"

    archive_record_count = fields.Integer(
        "Archive Files",
        compute="_compute_archive_record_count",
        groups=USER,
    )

    @blank_for_superuser
    def _compute_archive_record_count(self):
        records = self.env["property.archive.record"]
        counts = dict(
            records._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        joint = dict(
            records._read_group(records._joint_domain(self.ids), ["joint_partner_ids"], ["__count"])
        )
        for partner in self:
            partner.archive_record_count = counts.get(partner, 0) + joint.get(partner, 0)

    def action_open_archive_records(self):
        """The files about this contact that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [
            "|",
            ("partner_id", "=", self.id),
            ("joint_partner_ids", "in", self.ids),
        ]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _archive_blockers(self, road):
        """What blocks removing these contacts. Addons extend it through ``super()``.

        :param str road: ``archive``, ``unlink`` or ``merge`` (for the contact merged away)
        :return: what is open, in the user's language, by contact id
        :rtype: dict(int, list(str))
        """
        blockers = {}
        if road != "archive":
            records = self.env["property.archive.record"].sudo()
            for record in records.search(records._about_domain(self), order="id"):
                for partner in record._subject_partners() & self:
                    blockers.setdefault(partner.id, []).append(
                        self.env._("the file %s", record.display_name)
                    )
        if road == "unlink":
            parties = self.env["property.archive.unit.party"].sudo()
            for party in parties.search([("partner_id", "in", self.ids)], order="id"):
                blockers.setdefault(party.partner_id.id, []).append(
                    self.env._("the history of unit %s", party.unit_id.display_name)
                )
        return blockers

    def _archive_follow(self, partner):
        """Move files and units to the remaining contact when an archivist merges contacts.

        Data the archivist cannot see, or that an amendment could not change now, stays
        with the old contact, and therefore blocks the merge.

        :param partner: ``res.partner`` that stays
        """
        if self.env.su or not self.env.user.has_group(ARCHIVIST):
            return
        records = self.env["property.archive.record"]
        records = records.search(records._about_domain(self), order="id")
        records = records.filtered(
            lambda record: partner.company_id.id in (False, record.company_id.id)
        )
        filed = records.filtered(lambda record: record.state not in ("draft", "submitted"))
        filed._check_blockers("amend")
        for record in records:
            before = record._subject_partners()
            named = before.browse(
                dict.fromkeys(partner.id if one in self else one.id for one in before)
            )
            record._set_subjects(named, merged=self.ids)
        records.sudo()._check_one_open_file()
        records.sudo()._check_exclusive()
        self.env["property.archive.unit.party"]._merge_partners(self, partner)

    @api.model
    def _archive_traces(self):
        """References in archive data that protect a contact. Addons extend it.

        :return: table, column and a condition on the row
        :rtype: list(tuple(str, str, str))
        """
        joint = self.env["property.archive.record"]._fields["joint_partner_ids"]
        return [
            ("property_archive_record", "partner_id", "TRUE"),
            (joint.relation, joint.column2, "TRUE"),
            ("property_archive_unit_party", "partner_id", "TRUE"),
            ("res_users", "partner_id", "TRUE"),
            ("hr_employee", "work_contact_id", "TRUE"),
        ]

    def _archive_is_known(self):
        """Whether archive data refers to a contact, or one is an employee: one query.

        Concurrent transactions that hand something to a contact update the same row, so
        the later one is retried.
        """
        self.env.flush_all()
        ids = self.ids
        ((known,),) = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(" OR ").join(
                    SQL(
                        "EXISTS (SELECT FROM %s WHERE %s = ANY(%s) AND %s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        ids,
                        SQL(condition),
                    )
                    for table, column, condition in self._archive_traces()
                ),
            )
        )
        return known

    def _archive_check(self, road):
        """Refuse to remove these contacts while the archive needs them.

        Also called for contacts of employees: removing the contact
        counts as a departure (F1).

        :param str road: see :meth:`_archive_blockers`
        :raise UserError: naming each contact and what is open
        """
        if not self._archive_is_known():
            return
        self._archive_lock()
        blockers = self._archive_blockers(road)
        if blockers:
            names = {partner.id: partner.display_name for partner in self.sudo()}
            raise UserError(
                self.env._(
                    "The archive still holds something of these contacts:\n%s",
                    "\n".join(
                        f"{names[partner_id]}: {', '.join(texts[:10])}"
                        for partner_id, texts in blockers.items()
                    ),
                )
            )
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search([("partner_id", "in", self.ids)])
        employees = employees.search(
            ["|", ("work_contact_id", "in", self.ids), ("user_id", "in", users.ids)]
        )
        employees._archive_check_departure(users - employees.user_id, stays=True)

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._archive_check("archive")
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_check(self):
        self._archive_check("unlink")
