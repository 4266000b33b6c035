from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...http import is_superuser_session, own_code, rendering_reader


class PropertyArchiveGuarded(models.AbstractModel):
    """Base of every model of the archive: access rules in code, checked calls (B4, B6).

    Odoo's record rules are rows that an administrator can edit. The rules that must always hold are
    therefore stated in code, here and by the models. A web session that runs as the superuser
    belongs to no named person: it sees nothing and changes nothing. A user-editable template reads
    with the rights of the user it is rendered for.
    """

    _name = "property.archive.guarded"
    _description = "Model of the Archive"

    # -- the superuser ----------------------------------------------------------------------

    def _refuse_superuser(self, operation):
        """Hook: refuse what a superuser session asks for.

        :param str operation: ``read``, ``create``, ``write`` or ``unlink``
        :raise AccessError: always
        """
        raise AccessError(
            self.env._(
                "The superuser is nobody in the archive: nothing is seen and nothing is changed"
                " from this session, and the attempt was logged. Log out, and go on with your"
                " own user."
            )
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        # records browsed by id are checked here too
        if is_superuser_session():
            self._refuse_superuser("read")
        reader = rendering_reader()
        if reader is not None and (self.env.su or self.env.uid != reader):
            kwargs.pop("bypass_access", None)
            if reader == SUPERUSER_ID:
                return super()._search(Domain.FALSE, *args, **kwargs)
            with own_code():  # what the search of its reader looks up as superuser is ours
                return self.with_user(reader)._search(domain, *args, **kwargs)
        return super()._search(domain, *args, **kwargs)

    def _check_not_rendered(self):
        """Refuse changes made while a template is rendered: a template only shows.

        :raise AccessError: while a user-editable template is being rendered
        """
        if rendering_reader() is not None:
            raise AccessError(self.env._("A template shows what its reader may see: no more."))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_rendered()
        if is_superuser_session():
            self._refuse_superuser("create")
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_rendered()
        if is_superuser_session():
            self._refuse_superuser("write")
        return super().write(vals)

    def unlink(self):
        self._check_not_rendered()
        if is_superuser_session():
            self._refuse_superuser("unlink")
        return super().unlink()

    def _prepare_paper(self):
        """Hook: what a report of this document shows and logs, made before a page is rendered.

        A page that somebody edited logs nothing, and has its reader's rights only.

        :return: for the template, as ``prepared[doc.id]``
        """

    # -- the screen --------------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # by this class the forms mark what must be filled, which Odoo's do not
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            arch.set("class", f"{arch.get('class', '')} o_archive_form".strip())
        return arch, view

    @api.model
    def name_create(self, name):
        """Odoo answers False where a name is not enough, and the picker empties silently.

        :param str name: what was typed into a picker
        :raise UserError: where a document is more than its name
        """
        if not self._rec_name:
            kind = self.env["ir.model"]._get(self._name).sudo().name
            raise UserError(
                self.env._("%s: a name alone is not enough. Choose “create and edit”.", kind)
            )
        return super().name_create(name)

    # -- the statement ----------------------------------------------------------------------

    @api.model
    def _access_statement(self, operation):
        """Domain of what the current user may access, whatever the record rules say.

        It is added to every search, read and change of everybody but the superuser. The record
        rules still apply: the company, and who may see a document where the model has the field
        ``readable``. Models extend it through ``super()``.

        :param str operation: ``read``, ``write``, ``create`` or ``unlink``
        :rtype: odoo.fields.Domain
        """
        statement = Domain.TRUE
        company, readable = self._fields.get("company_id"), self._fields.get("readable")
        if company is not None and company.store and not self._transient:
            companies = list(self.env.companies.ids)
            if company.type == "many2one" and not company.required and not company.related:
                companies.append(False)
            statement &= Domain("company_id", "in", companies)
        if readable is not None and readable.search:
            statement &= Domain("readable", "=", True)
        return statement
