from odoo import api, fields, models
from odoo.tools import format_list


class PropertyArchiveRecord(models.Model):
    """The content of a record: its pieces, and what destruction deletes (A6, E6)."""

    _inherit = "property.archive.record"

    enclosure_ids = fields.One2many("property.archive.enclosure", "record_id", "Content")
    completeness = fields.Integer(
        "Completeness (%)",
        compute="_compute_completeness",
        store=True,
        compute_sudo=True,
        aggregator="avg",
    )
    missing_pieces = fields.Char(compute="_compute_completeness", store=True, compute_sudo=True)

    @api.depends("enclosure_ids.present", "enclosure_ids.required", "enclosure_ids.name")
    def _compute_completeness(self):
        texts = {(): False}  # cache: most files of a category lack the same pieces
        for record in self:
            required = record.enclosure_ids.filtered("required")
            missing = required.filtered(lambda enclosure: not enclosure.present)
            share = (len(required) - len(missing)) / len(required) if required else 1
            record.completeness = int(share * 100)
            names = tuple(missing.mapped("name"))
            if names not in texts:
                texts[names] = format_list(self.env, names)
            record.missing_pieces = texts[names]

    # -- the checklist ----------------------------------------------------------------------

    @api.model
    def _entry_fields(self):
        return super()._entry_fields() | {"enclosure_ids"}

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """Show the category's checklist at once, unless the user has already edited the pieces."""
        if any(e.present or e._origin for e in self.enclosure_ids if e.piece_id):
            return
        own = self.enclosure_ids.filtered(lambda e: not e.piece_id)
        self.enclosure_ids = own
        for vals in self._checklist_vals():
            self.enclosure_ids += self.enclosure_ids.new(vals)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._add_checklist()
        return records

    def _create_protected(self, vals_list):
        # Create content after its record: otherwise the ORM would recompute the record's stored
        # fields for each piece, which doubles the time of a large import.
        bare = [{**vals} for vals in vals_list]
        contents = [vals.pop("enclosure_ids", []) for vals in bare]
        records = super()._create_protected(bare)
        records._create_content(contents)
        records._add_checklist()
        return records

    def _create_content(self, contents):
        """Create the pieces of these new records from commands.

        A register of ten thousand files has only a few checklists: among records with the same
        category, company and pieces, the first one's pieces are created and then copied to the
        others.
        """
        made, alike = [], {}
        for record, commands in zip(self, contents, strict=True):
            listed, own = [], []
            for _command, _id, vals in commands:
                plain = vals.get("piece_id") and not {"file", "attachment_ids"} & set(vals)
                (listed if plain else own).append(vals)
            key = (record.company_id, record.category_id, repr(listed))
            if key not in alike:
                alike[key] = ([], len(made), len(made) + len(listed))
                own = listed + own
            else:
                alike[key][0].append(record.id)
            made += [{**vals, "record_id": record.id} for vals in own]
        pieces = self.env["property.archive.enclosure"].sudo().create(made)
        for others, first, last in alike.values():
            pieces[first:last]._copy_to(self.browse(others))

    def _checklist_vals(self):
        """Values of the pieces of this record's checklist (A6)."""
        return self.category_id.piece_ids._enclosure_vals(self.company_id)

    def _add_checklist(self):
        """Add the checklist's pieces to each record without pieces (A6)."""
        self.env["property.archive.enclosure"].sudo().create(
            [
                {**vals, "record_id": record.id}
                for record in self.sudo()
                if not record.enclosure_ids
                for vals in record._checklist_vals()
            ]
        )

    # -- destruction ------------------------------------------------------------------------

    def _clear_content(self):
        """When records are destroyed, delete their content other than files.

        The register entry stays: code, title, category, level, dates and people. Addons that store
        texts about the content delete theirs through ``super()``. The caller has deleted the files
        and is responsible for the records' state.
        """
        # fetched together, even if the files were just deleted and the cache is empty
        records = self.sudo().browse(self.ids)
        records = records.with_context(tracking_disable=True, active_test=False)
        for enclosure in records.enclosure_ids:
            enclosure._write_protected(
                {
                    "name": enclosure.piece_id.name or self.env._("Piece %s", enclosure.sequence),
                    "document_number": False,
                    "author": False,
                    "date_document": False,
                    "file_name": False,
                    "present": False,
                }
            )
        records._write_protected({"note": False, "return_reason": False})
        for model, model_field in (
            ("mail.activity", "res_model"),
            ("mail.scheduled.message", "model"),
            ("mail.message", "model"),
        ):
            texts = self.env[model].sudo().with_context(active_test=False)
            for owner in records._content_documents():
                texts |= texts.search(
                    [(model_field, "=", owner._name), ("res_id", "in", owner.ids)]
                )
            texts.unlink()

    def _content_documents(self):
        """Hook: the documents with texts about the content of these records.

        :rtype: list(odoo.models.BaseModel)
        """
        return [self, self.enclosure_ids]
