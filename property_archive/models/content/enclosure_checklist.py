from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Fields that the category sets, and that users who hand in do not change.
_OF_CATEGORY = ("piece_id", "record_id", "required", "asked", "name")


class PropertyArchiveEnclosure(models.Model):
    """The checklist is defined by the category, not by the user who hands in (A6, J2).

    A piece that the category requires stays on the list until it is there: it cannot be removed,
    renamed or made optional. A user who does not have it says so, and the archive decides (003-9 四
    1).
    """

    _inherit = "property.archive.enclosure"

    asked = fields.Boolean(
        "If There Is One",
        readonly=True,
        help="The category asks for it where there is one: hand it in, or say there is none.",
    )
    none = fields.Boolean("There Is None", help="Looked for: this file has no such piece.")

    @api.model
    def _creatable_fields(self):
        return super()._creatable_fields() | {"asked", "none"}

    @api.model
    def _piece_vals(self, vals):
        """The values that the checklist of the record's category gives a piece.

        :param dict vals: as for ``create``
        :rtype: dict
        """
        piece = self.env["property.archive.category.piece"].sudo().browse(vals.get("piece_id"))
        record = self.env["property.archive.record"].sudo().browse(vals.get("record_id"))
        if not piece or not record or piece.category_id != record.category_id:
            return {**vals, "piece_id": False, "asked": False}
        own = {"required": piece.required, "asked": piece.asked}
        if piece.not_for_subject:
            own["not_for_subject"] = True
        if piece.required or piece.asked:
            company = record.company_id
            own["name"] = piece.with_context(lang=company.partner_id.lang).name
        return {**vals, **own}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._piece_vals(vals) for vals in vals_list])

    def write(self, vals):
        self._check_of_category(vals)
        return super().write(vals)

    def _copy_to(self, records):
        """Copy these pieces to other new records, in one statement.

        Only for pieces without a file, and for records of the same category and company: a piece
        depends on nothing else of its record.

        :param records: ``property.archive.record``
        """
        if not self or not records:
            return
        self.flush_recordset()
        names = [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in ("id", "record_id")
        ]
        columns = SQL(", ").join(map(SQL.identifier, names))
        self.env.cr.execute(
            SQL(
                "INSERT INTO property_archive_enclosure (record_id, %(columns)s)"
                " SELECT r.id, %(values)s FROM unnest(%(records)s) WITH ORDINALITY AS r(id, place)"
                " CROSS JOIN property_archive_enclosure e WHERE e.id = ANY(%(pieces)s)"
                " ORDER BY r.place, e.id",
                columns=columns,
                values=SQL(", ").join(SQL.identifier("e", name) for name in names),
                records=records.ids,
                pieces=self.ids,
            )
        )
        records.invalidate_recordset(["enclosure_ids"], flush=False)
        records.modified(["enclosure_ids"])

    def _of_category(self):
        """Those of these pieces that are on the checklist of their record's category."""
        return self.sudo().filtered(
            lambda e: (
                (e.piece_id.required or e.piece_id.asked)
                and e.piece_id.category_id == e.record_id.category_id
            )
        )

    def _check_of_category(self, vals):
        """Raise when values would relax what the category requires.

        :param dict vals: as for ``write``
        """
        if "piece_id" in vals and any(e.piece_id.id != (vals["piece_id"] or False) for e in self):
            raise UserError(
                self.env._("Which piece of the checklist this is, the category says: add another.")
            )
        if vals.get("none") and not all(self.sudo().mapped("asked")):
            raise UserError(
                self.env._(
                    "“There is none” is for pieces that a file need not have: %s.",
                    ", ".join(self.sudo().filtered(lambda e: not e.asked).mapped("name")),
                )
            )
        names = [name for name in (*_OF_CATEGORY, "not_for_subject") if name in vals]
        if not names:
            return
        for piece in self._of_category():
            for name in names:
                value = piece[name].id if name == "record_id" else piece[name]
                tightened = name in ("required", "not_for_subject") and vals[name]
                if (
                    value != vals[name]
                    and not tightened
                    and not (name == "not_for_subject" and not piece.piece_id.not_for_subject)
                ):
                    raise piece._of_category_error()

    def _of_category_error(self):
        return UserError(
            self.env._(
                "%(record)s: the checklist of %(category)s asks for “%(piece)s”. It stays on the"
                " list until it is there; what is missing is noted when the file is handed in.",
                record=self.record_id.display_name,
                category=self.record_id.category_id.name,
                piece=self.name,
            )
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_of_category(self):
        for piece in self._of_category().filtered(lambda e: e.record_id.state == "draft"):
            raise piece._of_category_error()


class PropertyArchiveRecord(models.Model):
    """Drafts have all pieces that their category requires, however they were created (A6, J2)."""

    _inherit = "property.archive.record"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._complete_checklist()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            self._change_checklist()
        return result

    def _complete_checklist(self):
        """Add the required pieces that are missing in each of these drafts."""
        self._add_checklist()
        vals_list = []
        for record in self.sudo():
            lacking = record.category_id.piece_ids.filtered(lambda p: p.required or p.asked)
            if lacking:
                lacking -= record.enclosure_ids.piece_id
            for vals in lacking._enclosure_vals(record.company_id):
                vals_list.append({**vals, "record_id": record.id})
        if vals_list:
            self.env["property.archive.enclosure"].sudo().create(vals_list)

    def _change_checklist(self):
        """After a change of category, replace the pieces that nobody has worked on yet."""
        for record in self.sudo():
            others = record.enclosure_ids.filtered(
                lambda e, category=record.category_id: (
                    e.piece_id and e.piece_id.category_id != category
                )
            )
            begun = others.filtered(lambda e: e.present or e.attachment_ids)
            (others - begun).unlink()
            begun._write_protected({"piece_id": False, "required": False, "asked": False})
        self._complete_checklist()
