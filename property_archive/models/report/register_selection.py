from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PropertyArchiveRegister(models.AbstractModel):
    """Select the documents of a register (requirement G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _find_ids(self, register, selection=None):
        """Ids of the documents in a register that the current user may read, in order.

        :param dict register: see :meth:`_describe`
        :param dict selection: ``model`` with ``ids`` or ``domain``: what was chosen, in a
            list of this model; ``date_from`` and ``date_to``: the period
        :rtype: tuple(int)
        """
        selection = selection or {}
        model = self.env[register["model"]]
        domain = Domain(register["domain"]) & self._chosen(register, selection)
        domain &= self._period_domain(register, selection)
        if register.get("sort"):
            return register["sort"](model, domain)
        return model._search(domain, order=register["order"] or model._order).get_result_ids()

    def _chosen(self, register, selection):
        if "ids" in selection:
            domain = Domain("id", "in", list(selection["ids"]))
        elif selection.get("domain"):
            domain = Domain(selection["domain"])
        else:
            return Domain.TRUE
        source = selection.get("model") or register["model"]
        path = register.get("via", {}).get(source)
        if source == register["model"] and not path:
            return domain
        if not path:
            raise UserError(
                self.env._(
                    "“%(register)s” is not made from a list of %(model)s.",
                    register=register["title"],
                    model=self.env["ir.model"]._get(source).name,
                )
            )
        # searched as the caller: documents they do not see must not select anything
        found = self.env[source]._search(domain)
        return Domain.OR(Domain(part, "in", found) for part in path.split(","))

    def _period_domain(self, register, selection):
        date_from, date_to = selection.get("date_from"), selection.get("date_to")
        name = register["date"]
        if not (date_from or date_to) or not name:
            return Domain.TRUE
        if self._field_of(register["model"], name).type == "datetime":
            start = self.env.company._archive_day_start
            date_from = date_from and start(date_from)
            date_to = date_to and start(fields.Date.add(date_to, days=1))
            before = "<"
        else:
            before = "<="
        return (Domain(name, ">=", date_from) if date_from else Domain.TRUE) & (
            Domain(name, before, date_to) if date_to else Domain.TRUE
        )

    def _field_of(self, model, path):
        *steps, last = path.split(".")
        for step in steps:
            model = self.env[model]._fields[step].comodel_name
        return self.env[model]._fields[last]
