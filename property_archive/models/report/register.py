from odoo import api, fields, models
from odoo.exceptions import UserError

_RECORD = "property.archive.record"


class PropertyArchiveRegister(models.AbstractModel):
    """Registers, catalogues and application forms on paper and as XLSX (requirement G1).

    One mechanism for all: an addon declares its own in :meth:`_registers`, and each is
    written with the rights of the user who asks for it.
    """

    _name = "property.archive.register"
    _description = "Archive Register"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _registers(self):
        """The registers and forms there are. Addons add theirs.

        :return: by key a dictionary with

            ``title``, ``form_number``
                as shipped; a company changes them in ``property.archive.form``
            ``model``, ``domain``, ``order``
                which documents it lists, and how they are sorted
            ``columns``
                list of (label, path, width): the path is a dotted field path, a function
                of one document, an :class:`OfBatch`, or ``#`` for the running number
            ``date``
                name of the field a period is about, if there is one
            ``sort``
                function of (model, domain) that returns the ids in order, where a field
                order does not do
            ``group``
                function of a document: its part of the register, each with a page and a
                running number of its own
            ``heading``
                list of (label, path) printed above each part
            ``via``
                by the name of another model: the path that leads from this one to it, so
                that the register is made from a selection there
            ``records``
                path to the archive records whose titles it shows, for the log (B6)
            ``signatures``
                labels of the lines to sign
            ``layout``
                ``list`` or ``form``: one page for each document, its columns as boxes
            ``lines``
                (path, columns) of the table on a form
            ``cover``
                whether a form is set large, to be read on a shelf
            ``boxes``
                function of a document: list of (label, text) to be signed on a form
        :rtype: dict(str, dict)
        """
        return {}

    @api.model
    def _describe(self, key):
        """One register, with the title and the form number of the company.

        :raise UserError: for an unknown register
        """
        register = self._registers().get(key)
        if not register:
            raise UserError(self.env._("There is no register “%s”.", key))
        form = self.env["property.archive.form"].sudo().search([("key", "=", key)], limit=1)
        return {
            "order": None,
            "date": None,
            "layout": "list",
            "group": None,
            "heading": [],
            "signatures": [self.env._("Prepared by"), self.env._("Checked by")],
            **register,
            "key": key,
            "title": form.title or register["title"],
            "form_number": form.form_number or register["form_number"],
        }

    @api.model
    def _action(self, key, records=None, file_format="xlsx"):
        """Action that downloads a register, of these documents or of all the caller sees.

        :raise UserError: when it is too long for the format
        """
        wizard = self.env["property.archive.register.wizard"]._select(key, records, file_format)
        return wizard.action_download()

    @api.model
    def _check_length(self, register, count, file_format):
        """Refuse a register that is too long for its file format.

        :param dict register: see :meth:`_describe`
        :param int count: how many rows, or for a form how many documents, it has
        :param str file_format: ``xlsx`` or ``pdf``
        :raise UserError: when they are too many
        """
        most = self._most_rows(register, file_format)
        if count > most:
            text = self.env._(
                "%(register)s has %(count)s rows, and %(most)s are the most for %(format)s."
                " Choose fewer or a shorter period.",
                register=register["title"],
                count=count,
                most=most,
                format=file_format.upper(),
            )
            if file_format == "pdf":
                text += " " + self.env._("Or take it as XLSX.")
            raise UserError(text)

    # -- title and signature lines -------------------------------------------------------

    def _period_text(self, selection):
        date_from, date_to = (selection or {}).get("date_from"), (selection or {}).get("date_to")
        if date_from and date_to:
            return self.env._("%(start)s to %(end)s", start=date_from, end=date_to)
        if date_from:
            return self.env._("from %s", date_from)
        if date_to:
            return self.env._("until %s", date_to)
        return self.env._("all")

    def _title_lines(self, register, selection):
        """The two lines under the title: company, period, author and time of printing."""
        now = self._local(fields.Datetime.now()).strftime("%Y-%m-%d %H:%M")
        company = self.env._(
            "%(company)s · form %(form)s",
            company=", ".join(self.env.companies.mapped("name")),
            form=register["form_number"],
        )
        if register["layout"] == "form":
            return company, self.env._(
                "Printed by %(user)s on %(date)s", user=self.env.user.name, date=now
            )
        return (
            company,
            self.env._(
                "Period: %(period)s · prepared by %(user)s on %(date)s",
                period=self._period_text(selection),
                user=self.env.user.name,
                date=now,
            ),
        )

    def _log_export(self, register, rows, file_format):
        self.env["property.archive.log"]._log(
            "exported",
            self.env.company,
            register=register["key"],
            format=file_format,
            rows=rows,
        )

    # -- columns shared by several registers ------------------------------------------------

    def _number_column(self):
        return (self.env._("No."), "#", 7)
