from odoo import api, models
from odoo.exceptions import UserError


class PropertyArchiveRegister(models.AbstractModel):
    """Registers and forms on paper (requirement G1)."""

    _inherit = "property.archive.register"

    #: What fits on paper; a longer register is a workbook.
    _PDF_ROWS = 1500
    _PDF_DOCUMENTS = 50

    @api.model
    def _paper(self, key, selection=None):
        """What stands on the pages of a register or form, as texts.

        Reading it is the export, and is logged as one.

        :param str key: which register
        :param dict selection: see :meth:`_find_ids`
        :rtype: dict
        :raise UserError: when it is too long for paper
        """
        register = self._describe(key)
        ids = self._find_ids(register, selection)
        most = self._PDF_DOCUMENTS if register["layout"] == "form" else self._PDF_ROWS
        if len(ids) > most:
            raise UserError(
                self.env._(
                    "%(register)s has %(count)s rows, and %(most)s are the most for a PDF."
                    " Choose fewer or a shorter period, or take it as XLSX.",
                    register=register["title"],
                    count=len(ids),
                    most=most,
                )
            )
        pages = self._form_pages if register["layout"] == "form" else self._list_pages
        values = {
            "register": register,
            "lines": self._title_lines(register, selection),
            "pages": pages(register, ids),
            "count": len(ids),
        }
        self._log_export(register, len(ids), "pdf")
        return values

    def _cells(self, batch, columns):
        """The rows of a table: a list of texts for each document, ``#`` left empty."""
        table = []
        for _label, path, _width in columns:
            values, kind = ([""] * len(batch), None) if path == "#" else self._values(batch, path)
            table.append([self._text(value, kind) for value in values])
        return [list(row) for row in zip(*table, strict=True)]

    def _list_pages(self, register, ids):
        """One part for each group: its heading and its numbered rows."""
        pages, part = [], object()
        running = [i for i, column in enumerate(register["columns"]) if column[1] == "#"]
        for batch in self._batches(register, ids):
            rows = self._cells(batch, register["columns"])
            for document, row in zip(batch, rows, strict=True):
                key = self._group_key(register, document)
                if not pages or key != part:
                    part = key
                    pages.append({"heading": self._facts(document, register), "rows": []})
                for index in running:
                    row[index] = str(len(pages[-1]["rows"]) + 1)
                pages[-1]["rows"].append(row)
        return pages or [{"heading": [], "rows": []}]

    def _facts(self, document, register):
        columns = [(label, path, 0) for label, path in register["heading"]]
        if not columns:
            return []
        row = self._cells(document, columns)[0]
        return [(column[0], text) for column, text in zip(columns, row, strict=True)]

    def _approval_boxes(self, documents):
        """A box for each step of approval of these documents: what was decided, or space."""
        steps = documents.sudo().approval_ids
        roles = dict(steps._fields["role"]._description_selection(self.env))
        states = dict(steps._fields["state"]._description_selection(self.env))
        boxes = []
        for role, decided in steps.sorted("sequence").grouped("role").items():
            texts = []
            for step in decided.filtered("decided_by_id"):
                moment = self._local(step.date_decided)
                texts.append(
                    " · ".join(
                        filter(
                            None,
                            [
                                states[step.state],
                                step.decided_by_id.name,
                                moment.strftime("%Y-%m-%d %H:%M"),
                                step.reason,
                            ],
                        )
                    )
                )
            boxes.append((roles[role], "\n".join(dict.fromkeys(texts))))
        return boxes

    def _form_pages(self, register, ids):
        """One page for each document: boxes, a table and what is signed."""
        pages = []
        path, columns = register.get("lines") or (None, [])
        for batch in self._batches(register, ids):
            for document in batch:
                facts = self._cells(document, register["columns"])[0]
                lines = document[path] if path else document.browse()
                rows = self._cells(lines, columns) if lines and path else []
                for number, row in enumerate(rows, start=1):
                    for index, column in enumerate(columns):
                        if column[1] == "#":
                            row[index] = str(number)
                pages.append(
                    {
                        "facts": [
                            (label, text, width)
                            for (label, _path, width), text in zip(
                                register["columns"], facts, strict=True
                            )
                        ],
                        "labels": [label for label, _path, _width in columns],
                        "rows": rows,
                        "boxes": register["boxes"](document) if register.get("boxes") else [],
                    }
                )
        return pages
