from odoo import api, fields, models
from odoo.exceptions import UserError

_MOST = 1000
_MODELS = ("property.archive.record", "property.archive.location")


class PropertyArchiveLabelWizard(models.TransientModel):
    """Print labels of chosen records or places (requirement C2)."""

    _name = "property.archive.label.wizard"
    _description = "Print Labels"
    _inherit = ["property.archive.guarded"]

    model = fields.Selection(
        [(_MODELS[0], "Records"), (_MODELS[1], "Places")], required=True, readonly=True
    )
    chosen = fields.Json(readonly=True)
    kind = fields.Selection(
        [("record", "Record"), ("spine", "Spine of a volume"), ("place", "Place or box")],
        "Label",
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    format_id = fields.Many2one(
        "property.archive.label.format",
        "Label Paper",
        required=True,
        compute="_compute_format_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    skip = fields.Integer("Labels Used on the First Sheet")
    copies = fields.Integer(default=1)
    label_count = fields.Integer("Labels", compute="_compute_label_count")

    _amounts = models.Constraint(
        "CHECK (skip >= 0 AND copies BETWEEN 1 AND 50)",
        "One to fifty copies, and no negative number of used labels.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in _MODELS:
            values["model"] = model
            values["chosen"] = [int(i) for i in self.env.context.get("active_ids") or []]
        return values

    @api.depends("model")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = "place" if wizard.model == _MODELS[1] else "record"

    @api.depends("kind")
    def _compute_format_id(self):
        """The first paper; for a spine the first whose labels stand upright."""
        formats = self.env["property.archive.label.format"].search([], limit=100)
        spines = formats.filtered(lambda paper: paper.label_height > 1.3 * paper.label_width)
        for wizard in self:
            fitting = spines if wizard.kind == "spine" else formats - spines
            wizard.format_id = (fitting or formats)[:1]

    @api.depends("chosen", "copies")
    def _compute_label_count(self):
        for wizard in self:
            wizard.label_count = len(wizard.chosen or []) * wizard.copies

    def _documents(self):
        """What is labelled: of what was chosen, what the current user sees."""
        model = self.env[self.model]
        return model.search([("id", "in", [int(i) for i in self.chosen or []])], order=model._order)

    def _sheets(self):
        """The pages, and the log that labels were printed.

        :raise UserError: when something has no code yet, or there are too many
        """
        self.ensure_one()
        documents = self._documents()
        if (self.kind == "place") != (self.model == _MODELS[1]):
            raise UserError(self.env._("That label is not for what was chosen."))
        labels = self.env["property.archive.label"]
        contents = [labels._label_of(document, self.kind) for document in documents]
        bare = documents.filtered(
            lambda d: not (d.barcode if self.kind == "place" else d.reference)
        )
        if bare or not documents:
            raise UserError(
                self.env._(
                    "Without a code there is no label. Give one to: %s",
                    ", ".join(bare[:5].mapped("display_name")),
                )
            )
        contents = [label for label in contents for _copy in range(self.copies)]
        if len(contents) > _MOST:
            raise UserError(self.env._("Print at most %s labels at once.", _MOST))
        self.env["property.archive.log"]._log("labelled", documents)
        return labels._sheets(contents, self.format_id, self.skip % self.format_id.per_page)

    def _prepare_paper(self):
        return self._sheets()

    def _render_pdf(self):
        """The labels as the bytes of a PDF."""
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_context(archive_label_format=self.format_id.id)
        return reports._render_qweb_pdf("property_archive.action_report_labels", self.ids)[0]

    def _file_name(self):
        """What the file is called: the kind of label, of what, and the day."""
        self.ensure_one()
        documents = self._documents()
        names = documents.mapped("barcode" if self.kind == "place" else "reference")
        of_what = names[0] if len(names) == 1 else self.env._("%s labels", self.label_count)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "Labels, %(kind)s, %(what)s, %(date)s",
            kind=kinds[self.kind],
            what=of_what,
            date=self.env.company._archive_today(),
        )

    def action_print(self):
        """Open the labels as PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/labels/{self.id}.pdf",
            "target": "download",
        }
