import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

FORMATS = [("xlsx", "XLSX"), ("pdf", "PDF")]


class PropertyArchiveRegisterWizard(models.TransientModel):
    """Choose and download a register; the wizard itself gives no access rights (G1).

    Documents are searched with the rights of the downloading user, so a selection that names
    documents they may not read does not export them.
    """

    _name = "property.archive.register.wizard"
    _description = "Print a Register or Form"
    _inherit = ["property.archive.guarded"]

    form_id = fields.Many2one(
        "property.archive.form",
        "Register or Form",
        required=True,
        domain="[('id', 'in', form_ids)]",
    )
    form_ids = fields.Many2many("property.archive.form", compute="_compute_form_ids")
    file_format = fields.Selection(FORMATS, "Format", required=True, default="xlsx")
    source = fields.Selection(
        [
            ("all", "Everything I may see"),
            ("chosen", "The lines I chose"),
            ("filter", "All lines of the list, as it is filtered"),
        ],
        "Take",
        required=True,
        default="all",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    has_period = fields.Boolean(compute="_compute_row_count")
    row_count = fields.Integer("Rows", compute="_compute_row_count")
    model = fields.Char(readonly=True)
    model_domain = fields.Char(compute="_compute_model_domain")
    chosen = fields.Json(readonly=True)
    chosen_count = fields.Integer(compute="_compute_chosen_count")
    domain = fields.Char("Filter", default="[]")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        model = context.get("active_model")
        forms = self.env["property.archive.form"]
        if key := context.get("archive_register"):
            values["form_id"] = forms.search([("key", "=", key)], limit=1).id
        if model and model in self.env and forms._for_model(model):
            ids = [int(i) for i in context.get("active_ids") or []]
            filtered = context.get("active_domain") or []
            # the web client passes at most this many ids
            limit = int(
                self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", 20000)
            )
            values |= {
                "model": model,
                "chosen": ids,
                "domain": repr(list(filtered)),
                "source": "filter" if len(ids) >= limit else "chosen" if ids else "all",
            }
            values.setdefault("form_id", forms._for_model(model)[:1].id)
        return values

    @api.model
    def _select(self, key, records, file_format="xlsx"):
        """A selection of documents for a register.

        :param str key: which register
        :param records: documents of its model, or of one its ``via`` names; without any all
            that the caller may see
        :rtype: property.archive.register.wizard
        """
        form = self.env["property.archive.form"].search([("key", "=", key)], limit=1)
        values = {"form_id": form.id, "file_format": file_format}
        if records:
            values |= {"source": "chosen", "model": records._name, "chosen": records.ids}
        return self.create(values)

    @api.depends("model")
    def _compute_form_ids(self):
        for wizard in self:
            wizard.form_ids = wizard.form_ids._for_model(wizard.model)

    @api.depends("form_id", "model", "source")
    def _compute_model_domain(self):
        """The filter applies to the list the user came from, else to the register's model."""
        for wizard in self:
            wizard.model_domain = wizard.model or wizard.form_id.model

    @api.depends("chosen")
    def _compute_chosen_count(self):
        for wizard in self:
            wizard.chosen_count = len(wizard.chosen or [])

    @api.depends("form_id", "source", "date_from", "date_to", "domain", "chosen")
    def _compute_row_count(self):
        registers = self.env["property.archive.register"]
        for wizard in self:
            wizard.has_period, wizard.row_count = False, 0
            if not wizard.form_id:
                continue
            register = registers._describe(wizard.form_id.key)
            wizard.has_period = bool(register["date"])
            try:
                wizard.row_count = len(registers._find_ids(register, wizard._selection()))
            except (UserError, ValueError):
                wizard.row_count = 0

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            if wizard.date_from and wizard.date_to and wizard.date_from > wizard.date_to:
                raise ValidationError(self.env._("The period ends before it begins."))

    def _period_name(self):
        """The period as part of a file name: ``2026-10``, ``2026``, or two days.

        :return: empty without a period
        :rtype: str
        """
        first, last = self.date_from, self.date_to
        if not (first and last):
            return "_".join(str(day) for day in (first, last) if day)
        for unit, pattern in (("year", "%Y"), ("month", "%Y-%m")):
            if (first, last) == (
                fields.Date.start_of(first, unit),
                fields.Date.end_of(first, unit),
            ):
                return first.strftime(pattern)
        return f"{first}_{last}"

    def _selection(self):
        """What was chosen, as :meth:`property.archive.register._find_ids` takes it.

        :raise UserError: for a filter that is none
        """
        self.ensure_one()
        selection = {
            "model": self.model or self.form_id.model,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "wizard": self.id,
        }
        if self.source == "chosen":
            selection["ids"] = [int(i) for i in self.chosen or []]
        elif self.domain and self.domain != "[]":
            try:
                selection["domain"] = list(Domain(ast.literal_eval(self.domain)))
            except (ValueError, SyntaxError, TypeError):
                raise UserError(self.env._("That filter is none: %s", self.domain)) from None
        return selection

    def action_download(self):
        """Download the register, and see how far it is.

        :raise UserError: when it is too long for the format
        """
        self.ensure_one()
        registers = self.env["property.archive.register"]
        register = registers._describe(self.form_id.key)
        count = len(registers._find_ids(register, self._selection()))
        registers._check_length(register, count, self.file_format)
        return {
            "type": "ir.actions.client",
            "tag": "property_archive.register_download",
            "params": {
                "url": f"/property_archive/register/{self.form_id.key}.{self.file_format}"
                f"?selection={self.id}",
                "selection": self.id,
                "title": self.form_id.display_name,
            },
        }

    # -- paper ---------------------------------------------------------------------------

    def _prepare_paper(self):
        """What stands on the pages: see :meth:`property.archive.register._paper`."""
        self.ensure_one()
        return self.env["property.archive.register"]._paper(self.form_id.key, self._selection())

    def _render_pdf(self):
        """The register as the bytes of a PDF."""
        self.ensure_one()
        registers = self.env["property.archive.register"]
        across = registers._lies_across(registers._describe(self.form_id.key))
        name = "register_wide" if across else "register"
        return self.env["ir.actions.report"]._render_qweb_pdf(
            f"property_archive.action_report_{name}", self.ids
        )[0]
