from odoo import api, fields, models


class PropertyArchiveForm(models.Model):
    """A register or form as a company names and numbers it (requirement G1).

    The columns are the archive's; each company has its own form numbers and, where it
    wants, its own title. What a company leaves empty is as shipped.
    """

    _name = "property.archive.form"
    _description = "Register or Form"
    _inherit = ["property.archive.protected"]
    _order = "sequence, id"
    _rec_names_search = ["key", "shipped_title"]

    key = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=100)
    name = fields.Char(compute="_compute_name")
    shipped_title = fields.Char("Title as Shipped", compute="_compute_name")
    shipped_number = fields.Char("Number as Shipped", compute="_compute_name")
    model = fields.Char("Kind of Document", compute="_compute_name")
    layout = fields.Selection(
        [("list", "Register"), ("form", "Form")], "Kind", compute="_compute_name"
    )
    title = fields.Char(
        "Own Title", company_dependent=True, help="Empty: the title as shipped, translated."
    )
    form_number = fields.Char(
        company_dependent=True,
        help="The number this form has in the company's quality system, such as ZC-05/B05."
        " Empty: as shipped.",
    )

    _key_uniq = models.UniqueIndex("(key)", "This register is listed already.")

    @api.depends_context("lang", "company")
    @api.depends("key", "title", "form_number")
    def _compute_name(self):
        registers = self.env["property.archive.register"]._registers()
        for form in self:
            register = registers.get(form.key, {})
            form.shipped_title = register.get("title", form.key)
            form.shipped_number = register.get("form_number")
            form.model = register.get("model")
            form.layout = register.get("layout", "list")
            form.name = form.title or form.shipped_title

    @api.depends_context("lang", "company")
    @api.depends("name", "form_number")
    def _compute_display_name(self):
        for form in self:
            number = form.form_number or form.shipped_number
            form.display_name = f"{form.name} · {number}" if number else form.name

    @api.model
    def _search_display_name(self, operator, value):
        if operator in fields.Domain.NEGATIVE_OPERATORS or not isinstance(value, str):
            return NotImplemented
        text = value.lower()
        found = self.search([("key", "!=", False)]).filtered(
            lambda form: text in (form.display_name or "").lower()
        )
        return [("id", "in", found.ids)]

    def _editable_fields(self):
        return {"title", "form_number", "sequence"}

    @api.model
    def _for_model(self, model=None):
        """The registers that can be made from a list of a model; without one: all.

        :param str model: name of a model
        :rtype: property.archive.form
        """
        keys = [
            key
            for key, register in self.env["property.archive.register"]._registers().items()
            if not model or model == register["model"] or model in register.get("via", {})
        ]
        return self.search([("key", "in", keys)])

    @api.model
    def _list_registers(self):
        """Create the forms of newly declared registers; called when an addon is updated."""
        keys = list(self.env["property.archive.register"]._registers())
        listed = set(self.sudo().search([("key", "!=", False)]).mapped("key"))
        self.sudo()._create_protected(
            [
                {"key": key, "sequence": 10 * position}
                for position, key in enumerate(keys, start=1)
                if key not in listed
            ]
        )
