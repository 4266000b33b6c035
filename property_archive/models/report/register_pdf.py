import math

from odoo import api, models

from .register_paper import Table, text_length

#: Heights in pixels: title and lines above a table, the lines to sign below it, a row of
#: facts and a box to sign of a form.
_HEAD, _SIGNS, _FACT, _BOX = 110, 60, 34, 125
#: Size and height of a line of text above a table.
_LINE_FONT, _LINE = 12, 17
#: Facts up to this width are printed two in a row.
_SHORT = 20


class PropertyArchiveRegister(models.AbstractModel):
    """Registers and forms on paper (requirement G1)."""

    _inherit = "property.archive.register"

    #: What fits on paper; a longer register is a workbook.
    _PDF_ROWS = 1500
    _PDF_DOCUMENTS = 50

    def _most_rows(self, register, file_format):
        if file_format != "pdf":
            return super()._most_rows(register, file_format)
        return self._PDF_DOCUMENTS if register["layout"] == "form" else self._PDF_ROWS

    @api.model
    def _paper(self, key, selection=None):
        """The pages of a register or form, as texts.

        Calling this counts, and is logged, as an export.

        :param str key: which register
        :param dict selection: see :meth:`_find_ids`
        :rtype: dict
        :raise UserError: when it is too long for paper
        """
        register = self._describe(key)
        ids = self._find_ids(register, selection)
        self._check_length(register, len(ids), "pdf")
        form = register["layout"] == "form"
        pages = self._form_pages(register, ids) if form else self._list_pages(register, ids)
        values = {
            "register": register,
            "lines": self._title_lines(register, selection),
            "pages": pages,
            "tall": self._tall_label(register),
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

    @api.model
    def _lies_across(self, register):
        """Whether a register is printed in landscape."""
        return register["layout"] == "list" and len(register["columns"]) > 6

    def _list_pages(self, register, ids):
        """The pages of each group: its heading and its numbered rows."""
        parts, part = [], object()
        running = [i for i, column in enumerate(register["columns"]) if column[1] == "#"]
        for batch in self._batches(register, ids):
            rows = self._cells(batch, register["columns"])
            for document, row in zip(batch, rows, strict=True):
                key = self._group_key(register, document)
                if not parts or key != part:
                    part = key
                    parts.append({"heading": self._facts(document, register), "rows": []})
                for index in running:
                    row[index] = str(len(parts[-1]["rows"]) + 1)
                parts[-1]["rows"].append(row)
        table = Table(register["columns"], self._lies_across(register))
        pages = []
        for one in parts or [{"heading": [], "rows": []}]:
            head = _HEAD + _LINE * (self._heading_lines(one["heading"], table.width) - 1)
            shared = table.share_out(one["rows"], (head, head), _SIGNS)
            own = [
                {**one, "table": table, "rows": rows, "last": rows is shared[-1]} for rows in shared
            ]
            # each group starts a new page, because it is filed separately, as in its volume
            pages += self._numbered(own) if one["heading"] else own
        return pages if register["heading"] else self._numbered(pages)

    def _heading_lines(self, heading, width):
        text = "  ".join(f"{label}: {text}" for label, text in heading)
        return max(1, math.ceil(_LINE_FONT * text_length(text) / width))

    def _numbered(self, pages):
        """Number the pages of one group when there are several."""
        if len(pages) > 1:
            for number, page in enumerate(pages, start=1):
                page["number"] = self.env._(
                    "page %(number)s of %(count)s", number=number, count=len(pages)
                )
        return pages

    def _facts(self, document, register):
        columns = [(label, path, 0) for label, path in register["heading"]]
        if not columns:
            return []
        row = self._cells(document, columns)[0]
        return [(column[0], text) for column, text in zip(columns, row, strict=True)]

    def _approval_boxes(self, documents):
        """A box for each approval step: the decision, or space to write it."""
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
        """The pages of each document: boxes, table and signature lines."""
        pages = []
        path, columns = register.get("lines") or (None, [])
        running = [i for i, column in enumerate(columns) if column[1] == "#"]
        table = Table(columns)
        for batch in self._batches(register, ids):
            facts = self._cells(batch, register["columns"])
            for document, texts in zip(batch, facts, strict=True):
                lines = document[path] if path else document.browse()
                rows = self._cells(lines, columns) if lines and path else []
                for line_number, row in enumerate(rows, start=1):
                    for index in running:
                        row[index] = str(line_number)
                boxes = register["boxes"](document) if register.get("boxes") else []
                facts = self._fact_rows(register, texts)
                above = _HEAD + _FACT * sum(
                    max(1, round(text_length(text) / 45)) for row in facts for _label, text in row
                )
                box = register.get("box") or _BOX
                shared = table.share_out(rows, (above, _HEAD), _SIGNS + box * len(boxes))
                pages += self._numbered(
                    [
                        {
                            "facts": facts if part is shared[0] else [],
                            "table": table,
                            "rows": part,
                            "boxes": boxes if part is shared[-1] else [],
                            "last": part is shared[-1],
                        }
                        for part in shared
                    ]
                )
        return pages

    def _fact_rows(self, register, texts):
        """Arrange the facts of a form in rows: two short ones side by side."""
        rows, open_row = [], False
        for (label, _path, width), text in zip(register["columns"], texts, strict=True):
            short = width <= _SHORT and text_length(text) <= _SHORT
            if short and open_row:
                rows[-1].append((label, text))
                open_row = False
            else:
                rows.append([(label, text)])
                open_row = short
        return rows

    def _tall_label(self, register):
        """Label of the fact that a cover shows large: the title."""
        return next((c[0] for c in register["columns"] if c[1] == register.get("tall")), None)
