import base64

from markupsafe import Markup

from odoo import api, models
from odoo.tools import split_every

from .label_paper import Drawing


class PropertyArchiveLabel(models.AbstractModel):
    """Labels as drawings in millimetres (requirement C2).

    A drawing keeps its measures on every printer; everything on it is read from the
    documents when it is printed, so a label follows a change of the customer's name.
    """

    _name = "property.archive.label"
    _description = "Archive Label"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _label_of(self, document, kind):
        """The content of a label.

        :param document: a record or a place
        :param str kind: ``record``, ``spine`` or ``place``
        :return: ``code`` for the symbol, ``big`` for the eye, ``lines`` below it, and what
            stands ``upright`` on a spine
        :rtype: dict
        """
        if kind == "place":
            kinds = dict(document._fields["kind"]._description_selection(self.env))
            kept = document._nearest("category_ids").category_ids
            return {
                "code": document.barcode,
                "big": document.name,
                "lines": [
                    "、".join(kept.mapped("name")),
                    document._nearest("year").year or "",
                    document.complete_name,
                    kinds[document.kind],
                    document.barcode,
                ],
            }
        # The title of a confidential record stands on no label: the box is seen by everybody.
        # Where a category says so, a box behind a lock says whose file is in it.
        public = not document.level_id.clearance_required
        behind_lock = document.category_id.label_names and document.location_id.locked
        names = self._names_of(document) if behind_lock else []
        category = document.category_id.name
        if kind == "spine":
            unit = document.unit_id.sudo()
            return {
                "code": document.reference,
                "big": unit.code or document.plate or document.reference,
                "lines": [category, document.reference] if public else [document.reference],
                "upright": self._upright_of(document)
                if public
                else (names[0] if names else category),
            }
        return {
            "code": document.reference,
            "big": document.reference,
            "lines": [
                document.name if public else "",
                *names,
                category,
                document.level_id.name,
            ],
        }

    def _names_of(self, document):
        """Whom a file is about, and of an employee since when.

        :rtype: list(str)
        """
        record = document.sudo()
        if record.employee_id:
            since = self.env._("Entered on %s", record.date_entry) if record.date_entry else ""
            return list(filter(None, [record.employee_id.name, since]))
        return list(filter(None, [record.subject_names]))

    def _upright_of(self, document):
        """Text on a spine: the people for files about a unit or vehicle, else the title."""
        owner = document.subject_names
        return owner if owner and (document.unit_id or document.plate) else document.name

    @api.model
    def _sheets(self, labels, label_format, skip=0):
        """Pages of labels, each a drawing of the whole page.

        :param list labels: see :meth:`_label_of`
        :param label_format: ``property.archive.label.format``
        :param int skip: how many labels of the first sheet were used already
        :return: each as a data URI
        :rtype: list(str)
        """
        places = [None] * skip + list(labels)
        return [
            self._uri(self._sheet(sheet, label_format))
            for sheet in split_every(label_format.per_page, places, list)
        ]

    def _uri(self, drawing):
        encoded = base64.b64encode(str(drawing).encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"

    def _sheet(self, labels, label_format):
        bars = label_format.symbol == "code128"
        drawn = [
            Drawing(label, bars).draw(*label_format._printable(index))
            for index, label in enumerate(labels)
            if label
        ]
        # a hair less high than the paper: rounding makes no empty page behind it
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            ' preserveAspectRatio="xMinYMin meet">{labels}</svg>'
        ).format(
            width=f"{label_format.page_width:g}",
            height=f"{label_format.page_height - 0.5:g}",
            labels=Markup("").join(drawn),
        )
