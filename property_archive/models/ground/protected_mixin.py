from odoo import api, models
from odoo.exceptions import AccessError, UserError


def linked_documents(env, model, vals):
    """Documents of the archive that the values link to, those in commands included.

    :param str model: name of the model of the values
    :param dict vals: as for ``create``, ``write`` or ``onchange``
    :return: ids by model name
    :rtype: dict(str, set(int))
    """
    linked = {}

    def add(comodel, ids):
        linked.setdefault(comodel, set()).update(i for i in ids if isinstance(i, int) and i)

    def walk(model, vals):
        for name, value in vals.items():
            field = env[model]._fields.get(name)
            comodel = field.comodel_name if field is not None and field.relational else None
            if not value or not comodel or not comodel.startswith("property.archive."):
                continue
            if field.type == "many2one":
                add(comodel, [value.get("id") if isinstance(value, dict) else value])
                continue
            for command in value if isinstance(value, (list, tuple)) else ():
                if isinstance(command, int):
                    add(comodel, [command])
                elif command[0] == 4:
                    add(comodel, [command[1]])
                elif command[0] == 6:
                    add(comodel, command[2])
                elif command[0] in (0, 1) and isinstance(command[2], dict):
                    walk(comodel, command[2])

    walk(model, vals)
    return linked


class PropertyArchiveProtected(models.AbstractModel):
    """A model whose state is changed only by its own operations.

    Whoever calls ``create`` or ``write`` (a form, an import, RPC, a server action,
    superuser code) sets only the fields that :meth:`_creatable_fields` and
    :meth:`_editable_fields` name. The model's operations set the others through
    :meth:`_create_protected` and :meth:`_write_protected`, which cannot be reached over
    RPC. There is no context key that widens either list.

    List this mixin *before* ``mail.thread`` in ``_inherit``, so that tracking still sees
    what the operations write.
    """

    _name = "property.archive.protected"
    _description = "Archive Document with Protected Fields"
    _inherit = ["property.archive.guarded"]

    #: Fields that operations decide on, read again once the row is locked. None: all fields.
    _lock_fields = ("state",)
    #: Names of models; ``create`` and ``write`` may link to these only if the caller sees them.
    _checked_links = ()
    #: States in which files attached to the document may be removed again.
    _archive_file_states = ("draft",)

    @api.model
    def _creatable_fields(self):
        """Names of the fields a caller may set when creating.

        :rtype: set(str)
        """
        return set()

    def _editable_fields(self):
        """Names of the fields a caller may change on all of these records.

        :rtype: set(str)
        """
        return self._creatable_fields()

    def _protected_error(self, names):
        """Hook: build the error for an attempt to set protected fields.

        :param set names: technical names of the refused fields
        :rtype: odoo.exceptions.UserError
        """
        labels = sorted(self._fields[name].get_description(self.env)["string"] for name in names)
        return AccessError(
            self.env._(
                "%(fields)s on %(document)s cannot be set directly: use the buttons of the"
                " document.",
                fields=", ".join(labels),
                document=", ".join(self.mapped("display_name")[:5])
                or self.env["ir.model"]._get(self._name).name,
            )
        )

    def _check_names(self, names, allowed):
        refused = {
            name
            for name in names
            if name in self._fields
            and name not in allowed
            # chatter and activities have their own access rules
            and not name.startswith(("message_", "activity_", "website_message_"))
        }
        if refused:
            raise self._protected_error(refused)

    def _check_links(self, vals, models=None):
        """Raise when values link to a document that the caller does not see.

        Otherwise a caller could try ids to learn the names of documents, or what is computed from
        them.

        :param dict vals: as for ``create``, ``write`` or ``onchange``
        :param models: names of the models to check, by default all of the archive
        """
        if self.env.su:
            return
        for model, ids in linked_documents(self.env, self._name, vals).items():
            if models is None or model in models:
                # by a search, so that the answer is the same for an id that does not exist
                documents = self.env[model].with_context(active_test=False)
                if len(documents.search([("id", "in", list(ids))])) < len(ids):
                    raise AccessError(
                        self.env._(
                            "You see no such document: %s.", self.env["ir.model"]._get(model).name
                        )
                    )

    def onchange(self, values, field_names, fields_spec):
        self._check_links(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        # Neither ``default_<field>`` in the context nor ir.default may set what the caller may not:
        # for these fields only the default in the code counts.
        creatable = self._creatable_fields()
        values = super().default_get([name for name in fields if name in creatable])
        for name in fields:
            field = self._fields.get(name)
            if name in creatable or field is None or not field.default:
                continue
            value = field.default(self)
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        self._check_links(values)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        creatable = self._creatable_fields()
        for name in {name for vals in vals_list for name in vals}:
            self.browse()._check_names([name], creatable)
        for vals in vals_list:
            self._check_links(vals, self._checked_links)
        return super().create(vals_list)

    def write(self, vals):
        if self:
            self._check_names(vals, self._editable_fields())
            self._check_links(vals, self._checked_links)
        return super().write(vals)

    def _check_archive_evidence(self, operation):
        """Hook of ``ir.attachment``: files attached in the chatter are kept (B4, H1).

        Files can be added at any time. Once the document is no longer a draft, nobody changes or
        removes them, not even the user who added them.

        :param str operation: ``create``, ``write`` or ``unlink``
        """
        if operation == "create":
            return
        for document in self:
            if "state" in self._fields and document.state in self._archive_file_states:
                continue
            raise UserError(
                self.env._(
                    "%s was handed in: its files are kept as they are. Add another one, and say"
                    " in a message what it corrects.",
                    document.display_name,
                )
            )

    def _create_protected(self, vals_list):
        """Create with any fields; only for the archive's own operations."""
        return super().create(vals_list)

    def _write_protected(self, vals):
        """Write any fields; only for the archive's own operations."""
        return super().write(vals)

    # -- jobs -------------------------------------------------------------------------------
