from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Between the border of a label and what stands on it, and from the edge of a sheet, in mm.
_PAD, _EDGE = 2.0, 4.5


class PropertyArchiveLabelFormat(models.Model):
    """A sheet or roll of labels: where on the paper they are (requirement C2)."""

    _name = "property.archive.label.format"
    _description = "Label Format"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    page_width = fields.Float(
        "Paper Width (mm)", required=True, default=210, digits=(6, 1), aggregator=None
    )
    page_height = fields.Float(
        "Paper Height (mm)", required=True, default=297, digits=(6, 1), aggregator=None
    )
    columns = fields.Integer(required=True, default=1)
    rows = fields.Integer(required=True, default=1)
    margin_left = fields.Float("Left Margin (mm)", digits=(6, 1))
    margin_top = fields.Float("Top Margin (mm)", digits=(6, 1))
    label_width = fields.Float(
        "Label Width (mm)", required=True, default=70, digits=(6, 1), aggregator=None
    )
    label_height = fields.Float(
        "Label Height (mm)", required=True, default=37, digits=(6, 1), aggregator=None
    )
    gap_x = fields.Float("Gap Across (mm)", digits=(6, 1))
    gap_y = fields.Float("Gap Down (mm)", digits=(6, 1))
    symbol = fields.Selection(
        [("qr", "QR code"), ("code128", "Barcode (Code 128)")],
        required=True,
        default="qr",
        help="A code with other than Latin letters and digits, or too long for bars that a"
        " scanner reads, is printed as QR code.",
    )
    per_page = fields.Integer("Labels per Page", compute="_compute_per_page")

    _measures = models.Constraint(
        "CHECK (columns > 0 AND rows > 0 AND label_width >= 15 AND label_height >= 10"
        " AND gap_x >= 0 AND gap_y >= 0 AND margin_left >= 0 AND margin_top >= 0"
        " AND page_width <= 500 AND page_height <= 500)",
        "A label is at least 15 by 10 mm, the paper at most 500 mm, and nothing is negative.",
    )

    @api.depends("columns", "rows")
    def _compute_per_page(self):
        for label in self:
            label.per_page = label.columns * label.rows

    @api.constrains(
        "page_width",
        "page_height",
        "columns",
        "rows",
        "margin_left",
        "margin_top",
        "label_width",
        "label_height",
        "gap_x",
        "gap_y",
    )
    def _check_fits(self):
        for label in self:
            width = (
                label.margin_left + label.columns * (label.label_width + label.gap_x) - label.gap_x
            )
            height = (
                label.margin_top + label.rows * (label.label_height + label.gap_y) - label.gap_y
            )
            if width > label.page_width + 0.05 or height > label.page_height + 0.05:
                raise ValidationError(
                    self.env._(
                        "The labels of %(name)s take %(width)s by %(height)s mm: more than the"
                        " paper has.",
                        name=label.name,
                        width=round(width, 1),
                        height=round(height, 1),
                    )
                )

    def _place(self, index):
        """Left and top of a label on its page, in mm.

        :param int index: counted from 0, row by row
        :rtype: tuple(float, float)
        """
        row, column = divmod(index, self.columns)
        return (
            self.margin_left + column * (self.label_width + self.gap_x),
            self.margin_top + row * (self.label_height + self.gap_y),
        )

    def _printable(self, index):
        """Where of a label may be printed: printers leave the edge of a sheet free.

        The same of every label, so that a sheet looks alike all over.

        :param int index: see :meth:`_place`
        :return: left, top, width and height in mm
        :rtype: tuple(float, float, float, float)
        """
        left, top = self._place(index)
        last_left, last_top = self._place(self.per_page - 1)
        edges_x = self.margin_left, self.page_width - last_left - self.label_width
        edges_y = self.margin_top, self.page_height - last_top - self.label_height
        edge = _EDGE if self.per_page > 1 else _PAD
        pad_x = max(_PAD, edge - min(edges_x))
        pad_y = max(_PAD, edge - min(edges_y))
        return (
            left + pad_x,
            top + pad_y,
            self.label_width - 2 * pad_x,
            self.label_height - 2 * pad_y,
        )

    def _paperformat(self):
        """The paper as ``report.paperformat``, for the time of one print."""
        return self.env["report.paperformat"].new(
            {
                "name": self.name,
                "format": "custom",
                "page_width": round(self.page_width),
                "page_height": round(self.page_height),
                "orientation": "Portrait",
                "margin_top": 0,
                "margin_bottom": 0,
                "margin_left": 0,
                "margin_right": 0,
                "header_spacing": 0,
                "dpi": 96,
            }
        )
