from odoo import api, fields, models


class IrFilters(models.Model):
    """Shipped favourites are shown in each user's language (requirement G2)."""

    _inherit = "ir.filters"

    archive_name = fields.Char(
        "Name as Shipped",
        translate=True,
        readonly=True,
        help="Shown in place of the name, which Odoo does not translate, until somebody"
        " changes that.",
    )

    @api.model
    def get_filters(
        self, model, action_id=None, embedded_action_id=None, embedded_parent_res_id=None
    ):
        """The favourites of a list, the shipped ones in the user's language."""
        found = super().get_filters(model, action_id, embedded_action_id, embedded_parent_res_id)
        favourites = self.browse(values["id"] for values in found).filtered("archive_name")
        if favourites:
            shipped = {f.id: f.archive_name for f in favourites.with_context(lang="en_US")}
            user = favourites.with_context(self.env["res.users"].context_get())
            shown = {f.id: f.archive_name for f in user}
            for values in found:
                if values["name"] == shipped.get(values["id"]):
                    values["name"] = shown[values["id"]]
        return found

    @api.model
    def _archive_name_in_english(self, module, names):
        """Rename shipped favourites to English, unless users renamed them; for migrations.

        :param str module: addon that ships them
        :param dict names: by external id, their former names in both languages
        """
        for xmlid, old in names.items():
            favourite = self.env.ref(f"{module}.{xmlid}", raise_if_not_found=False)
            if favourite and favourite.name == old:
                name = " ".join(word for word in old.split() if word.isascii())
                favourite.with_context(lang="en_US").write({"name": name, "archive_name": name})
