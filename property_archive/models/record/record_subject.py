import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class PropertyArchiveRecord(models.Model):
    """One open file per subject, in the categories that ask for it (requirement A4)."""

    _inherit = "property.archive.record"

    subject_key = fields.Char(
        compute="_compute_subject_key", store=True, copy=False, compute_sudo=True
    )

    date_entry = fields.Date(
        "Entry Date",
        compute="_compute_date_entry",
        store=True,
        readonly=False,
        compute_sudo=True,
        help="When the employee a personnel file is about entered the company.",
    )

    _subject_uniq = models.UniqueIndex(
        "(company_id, category_id, subject_key) WHERE subject_key IS NOT NULL",
        lambda env, diagnostics: env["property.archive.record"]._subject_clash_message(diagnostics),
    )

    @api.depends("employee_id")
    def _compute_date_entry(self):
        for record in self:
            versions = record.employee_id.with_context(active_test=False).version_ids
            dates = [day for day in versions.mapped("contract_date_start") if day]
            record.date_entry = min(dates, default=False) or record.date_entry

    @api.depends(
        "category_id.one_open_file",
        "category_id.subject_kind",
        "partner_id",
        "unit_id",
        "employee_id",
        "plate",
        "date_closed",
        "state",
    )
    def _compute_subject_key(self):
        for record in self:
            record.subject_key = record._get_subject_key()

    def _get_subject_key(self):
        gone = self.state in ("purging", "destroyed", "transferred")
        if not self.category_id.one_open_file or self.date_closed or gone:
            return False
        subject = {
            "partner": self.partner_id and f"p{self.partner_id.id}",
            "unit": self.unit_id and f"u{self.unit_id.id}",
            "partner_unit": self.unit_id and f"u{self.unit_id.id}",
            "employee": self.employee_id and f"e{self.employee_id.id}",
        }
        return subject.get(self.category_id.subject_kind) or False

    @api.constrains("category_id", "subject_key", "company_id")
    def _check_one_open_file(self):
        pair = self._find_clash("category_id", "subject_key")
        if pair:
            raise ValidationError(pair[1]._one_open_file_message())

    @api.onchange("category_id", "unit_id", "employee_id", "partner_id", "plate")
    def _onchange_open_file(self):
        """Say at once that the subject has an open file, not after everything is entered (A4).

        Only one that the user sees: the others are told by the constraint, which tells the
        archive head too.
        """
        if self._origin or not self.subject_key:
            return None
        other = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("category_id", "=", self.category_id.id),
                ("subject_key", "=", self.subject_key),
            ],
            limit=1,
        )
        if not other:
            return None
        title = self.env._("There is an open file already")
        return {"warning": {"title": title, "message": other._one_open_file_message()}}

    def _known_twins(self):
        """Those of these records, in superuser mode, that the current user may know about.

        Addons remove records hidden from the user, and tell the archive head of the attempt (B4).

        :rtype: property.archive.record
        """
        return self

    @api.model
    def _unknown_twin_message(self, subject):
        """The message when the conflicting record is hidden from the user: it names no record (B4).

        :param str subject: the subject that the user entered
        :rtype: str
        """
        return self.env._(
            "%s: this is for the archive to decide, and its head was told. Ask there.", subject
        )

    def _find_clash(self, *names):
        """Find another record of the company with the same values.

        Not by the ORM, which would flush the conflict first and fail without naming a record. One
        query for all, because a register may bring ten thousand files at once.

        :param names: fields; records are compared only when all of them are set
        :return: (one of these records, the other one in superuser mode), or None
        """
        keyed = self.filtered(lambda record: all(record[name] for name in names))
        if not keyed:
            return None
        columns = ["id", "company_id", *names]
        rows = [
            tuple(self._fields[name].convert_to_write(record[name], record) for name in columns)
            for record in keyed
        ]
        self.env.cr.execute(
            SQL(
                "SELECT mine.id, r.id FROM (VALUES %s) AS mine (%s)"
                " JOIN property_archive_record r ON r.id <> mine.id AND %s LIMIT 1",
                SQL(", ").join(SQL("%s", row) for row in rows),
                SQL(", ").join(SQL.identifier(name) for name in columns),
                SQL(" AND ").join(
                    SQL("r.%s = mine.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in columns[1:]
                ),
            )
        )
        row = self.env.cr.fetchone()
        return row and (self.browse(row[0]), self.sudo().browse(row[1]))

    def _one_open_file_message(self):
        """The message for a second file of a subject that has an open one (A4).

        :rtype: str
        """
        subject = self.unit_id or self.employee_id or self.partner_id
        if not self._known_twins():
            return self._unknown_twin_message(self.plate or subject.display_name)
        return self.env._(
            "%(subject)s has an open file of category %(category)s already: %(record)s. Add to"
            " it, or close it first.",
            subject=self.plate or subject.display_name,
            category=self.category_id.display_name,
            record=self.display_name,
        )

    @api.model
    def _subject_clash_message(self, diagnostics):
        """The same message, when another user opened the file at the same moment.

        :param diagnostics: ``psycopg2.extensions.Diagnostics`` of the database
        """
        key = re.search(r"=\((\d+), (\d+), ([^)]+)\)", diagnostics.message_detail or "")
        if key:
            company, category, subject = key.groups()
            found = self.sudo().search(
                [
                    ("company_id", "=", int(company)),
                    ("category_id", "=", int(category)),
                    ("subject_key", "=", subject),
                ],
                limit=1,
            )
            if found:
                return found._one_open_file_message()
        return self.env._(
            "There is an open file of this category about this subject already: add to it, or"
            " close it first."
        )
