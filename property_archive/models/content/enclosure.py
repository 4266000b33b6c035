from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query


class PropertyArchiveEnclosure(models.Model):
    """A piece of a record, on the checklist or not, present or not, with its file.

    The right to read an enclosure is the right to read content. Its files are versioned
    attachments, of which the newest is in use (requirements A6, B4, B7).
    """

    _name = "property.archive.enclosure"
    _description = "Enclosure"
    _inherit = [
        "property.archive.read",
        "property.archive.protected",
        "property.archive.derived",
    ]
    _lock_fields = None
    _read_action = "content"
    _groupable_texts = frozenset({"sha256"})
    _groupable_figures = frozenset({"sequence", "date_order", "date_checked"})
    _order = "record_id, date_order, sequence, id"
    _rec_names_search = ["name"]
    _archive_guards_files = True
    _archive_files_are_content = True

    record_id = fields.Many2one(
        "property.archive.record", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="record_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    piece_id = fields.Many2one("property.archive.category.piece", ondelete="set null")
    name = fields.Char(required=True, size=255)
    required = fields.Boolean()
    present = fields.Boolean(
        compute="_compute_present", store=True, readonly=False, precompute=False
    )
    form = fields.Selection([("original", "Original"), ("copy", "Photocopy")], default="original")
    page_count = fields.Integer("Pages")
    document_number = fields.Char()
    author = fields.Char()
    date_document = fields.Date("Document Date")
    date_order = fields.Integer(
        compute="_compute_date_order",
        store=True,
        compute_sudo=True,
        help="Where the category has the newest in front, dated pieces stand by their date.",
    )
    not_for_subject = fields.Boolean(
        "Not for the Subject", help="Stays hidden from the person the file is about."
    )
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")

    # -- access -----------------------------------------------------------------------------

    def _archive_refusal(self, operation):
        return self.sudo().record_id.sudo(False)._archive_refusal(operation)

    @api.depends_context("uid")
    def _compute_readable(self):
        ids = list(filter(None, self._origin.ids))
        visible = set()
        if ids:
            enclosures = self.sudo().with_context(active_test=False)
            domain = Domain("id", "in", ids) & self._readable_domain()
            visible = set(enclosures._search(domain).get_result_ids())
        for enclosure in self:
            enclosure.readable = enclosure.id in visible

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._readable_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.model
    def _readable_domain(self):
        """Domain of the enclosures the current user may read now.

        What is marked *not for the subject* stays closed to the subject, whatever other rights they
        have.
        """
        Record = self.env["property.archive.record"]
        content = Record._content_domain()
        if content.is_false():
            return content
        partners = self.env.user._archive_subject_partners().ids
        subject = {
            "employee_id": self.env["property.archive.access"]._rights()["employees"],
            "partner_id": partners,
        }

        def to_sql(model, alias, query):
            records = Record.sudo()
            entry = Query(self.env, records._table, records._table_sql)

            def column(name):
                return records._field_to_sql(entry.table, name, entry)

            entry.add_where(
                SQL("%s = %s", column("id"), model._field_to_sql(alias, "record_id", query))
            )
            entry.add_where(content._to_sql(records, entry.table, entry))
            is_subject = [
                SQL("%s IN %s", column(name), tuple(ids)) for name, ids in subject.items() if ids
            ]
            if partners:
                joint = SQL("%s IN (%s)", column("id"), Record._joint_query(partners))
                is_subject.append(joint)
            if is_subject:
                hidden = model._field_to_sql(alias, "not_for_subject", query)
                entry.add_where(
                    SQL("(%s AND (%s)) IS NOT TRUE", hidden, SQL(" OR ").join(is_subject))
                )
            return SQL("EXISTS (%s)", entry.select(SQL("1")))

        return Domain.custom(to_sql=to_sql)

    def _log_reading(self, action):
        detail = {"content": True} if action == "exported" else {}
        self.env["property.archive.log"]._log_read(action, self._read_records(), **detail)

    @api.depends("date_document", "record_id.category_id.item_order")
    def _compute_date_order(self):
        for enclosure in self:
            newest = enclosure.record_id.category_id.item_order == "newest"
            day = enclosure.date_document if newest else False
            enclosure.date_order = -day.toordinal() if day else 0

    # -- guards -----------------------------------------------------------------------------

    @api.depends("piece_id")
    def _compute_present(self):
        for enclosure in self:
            enclosure.present = enclosure.present or not enclosure.piece_id

    @api.model
    def _creatable_fields(self):
        """The fields that a user may set when handing in: not those that prove something."""
        return {
            "record_id",
            "sequence",
            "piece_id",
            "name",
            "required",
            "present",
            "form",
            "page_count",
            "document_number",
            "author",
            "date_document",
            "not_for_subject",
            "file",
            "file_name",
            "attachment_ids",
        }

    def _check_open(self, operation="write"):
        """Raise when a record of these enclosures is in a state in which they no longer change.

        :param str operation: ``create``, ``write`` or ``unlink``; a record that is being destroyed
            only allows ``unlink``
        """
        allowed = ("draft", "purging") if operation == "unlink" else ("draft",)
        self.sudo().record_id._check_state(
            *allowed,
            rule=self.env._("Its content is changed by an amendment, or after it was given back."),
        )

    @api.model_create_multi
    def create(self, vals_list):
        enclosures = super().create(vals_list)
        enclosures._check_open()
        return enclosures

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if "record_id" in vals:
            self._check_open()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_check(self):
        self._check_open("unlink")
