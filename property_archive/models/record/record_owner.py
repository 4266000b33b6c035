from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_REL = "property_archive_record_partner_rel"


class PropertyArchiveRecord(models.Model):
    """A file may be about several people: spouses, heirs, companies (A4, A5, B5).

    ``partner_id`` is the first of them. All subjects have the same rights and each may sign. The
    others are stored in a table of their own, because few files have any.
    """

    _inherit = "property.archive.record"

    joint_partner_ids = fields.Many2many(
        "res.partner",
        _REL,
        "record_id",
        "partner_id",
        "Together with",
        ondelete="restrict",
        copy=False,
        help="Who the file is about as well: a couple, heirs, several companies. Each of them"
        " has the rights of the person a file is about.",
    )
    subject_names = fields.Char("All Names", compute="_compute_subject_names", compute_sudo=True)

    @api.depends("partner_id.name", "joint_partner_ids.name")
    def _compute_subject_names(self):
        # all at once: the people of one record do not bring those of the next
        self._subject_partners().fetch(["name"])
        for record in self:
            names = record._subject_partners().mapped("name")
            record.subject_names = "、".join(filter(None, names)) or False

    def _subject_partners(self):
        """All contacts these records are about, the first-named one first.

        :rtype: res.partner
        """
        records = self.sudo()
        return records.partner_id | records.joint_partner_ids

    @api.model
    def _about_domain(self, partners):
        """Domain of the records about any of these contacts.

        :param partners: ``res.partner``
        """
        return Domain("partner_id", "in", partners.ids) | self._joint_domain(partners.ids)

    @api.model
    def _is_about(self, partners):
        """Whether any record is about these contacts, asked directly of the database.

        Every change of any contact calls this, so it must be fast.

        :param partners: ``res.partner``
        :rtype: bool
        """
        self.flush_model(["partner_id", "joint_partner_ids"])
        ((found,),) = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM property_archive_record WHERE partner_id = ANY(%s))"
                " OR EXISTS (SELECT FROM %s WHERE partner_id = ANY(%s))",
                partners.ids,
                SQL.identifier(_REL),
                partners.ids,
            )
        )
        return found

    @api.model
    def _joint_domain(self, partners):
        """Domain of the records that have any of these contacts as a further subject.

        Not in the ORM's form, which PostgreSQL would evaluate again for each record.

        :param partners: ids, or ``SQL`` that returns them
        """
        if not partners:
            return Domain.FALSE
        return Domain("id", "in", SQL("(%s)", self._joint_query(partners)))

    @api.model
    def _joint_query(self, partners):
        """The ids of those records, as ``SQL``: see :meth:`_joint_domain`."""
        return SQL(
            "SELECT record_id FROM %s WHERE partner_id IN %s",
            SQL.identifier(_REL, to_flush=self._fields["joint_partner_ids"]),
            partners if isinstance(partners, SQL) else tuple(partners),
        )

    def _set_subjects(self, partners, **details):
        """Replace the subjects of these files; the first contact becomes ``partner_id``.

        :param partners: ``res.partner``
        :param details: more details for the log
        """
        for record in self.sudo():
            first = (record.partner_id & partners) or partners[:1]
            record._write_protected(
                {"partner_id": first.id, "joint_partner_ids": [Command.set((partners - first).ids)]}
            )
        self.env["property.archive.log"]._log("subjects_changed", self, **details)
