from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...selections import KEPT_STATES

STEPS = {"month": 1, "quarter": 3, "year": 12}
#: Rows of a page of the summary, and those that the lines to sign below the last take.
_PAGE_ROWS, _SIGN_ROWS = 33, 5


class PropertyArchiveSummaryWizard(models.TransientModel):
    """The monthly, quarterly or yearly summary of the archive (requirement G2).

    Addons add their figures in :meth:`_figures`. Everything is counted with the rights of the
    person who asks.
    """

    _name = "property.archive.summary.wizard"
    _description = "Archive Summary"
    _inherit = ["property.archive.guarded"]

    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    date = fields.Date(
        "A Day in It",
        required=True,
        default=lambda self: self.env.company._archive_today() - relativedelta(months=1),
    )
    date_start = fields.Date("From", compute="_compute_dates")
    date_end = fields.Date("To", compute="_compute_dates")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("property.archive.summary.line", "wizard_id", readonly=True)

    @api.depends("period", "date")
    def _compute_dates(self):
        for wizard in self:
            day = wizard.date or wizard.company_id._archive_today()
            wizard.date_start = fields.Date.start_of(day, wizard.period or "month")
            wizard.date_end = fields.Date.end_of(day, wizard.period or "month")

    @api.depends("period", "date_start")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard._title() if wizard.date_start else False

    def _period_bounds(self, start):
        """Domain values of the period that begins on a day, for dates and for moments.

        :param date start: first day
        :return: first day, first day after it, and both as naive UTC
        :rtype: tuple(date, date, datetime, datetime)
        """
        end = start + relativedelta(months=STEPS[self.period])
        moments = map(self.company_id._archive_day_start, (start, end))
        return (start, end, *moments)

    def _within(self, field, start, *, dates=False):
        """Domain: this date or moment lies in the period that begins on a day."""
        values = self._period_bounds(start)
        first, after = values[:2] if dates else values[2:]
        return Domain(field, ">=", first) & Domain(field, "<", after)

    def _figures(self, start):
        """Figures for the period that begins on a day.

        :param date start: first day
        :return: (section, label, model, domain), in the order of the summary
        :rtype: list(tuple)
        """
        record, handover = "property.archive.record", "property.archive.handover"
        incident = "property.archive.incident"
        holdings, work = self.env._("Holdings"), self.env._("Filing")
        care = self.env._("Incidents")
        after = self._period_bounds(start)[1]
        return [
            (
                holdings,
                self.env._("Filed and kept at the end"),
                record,
                Domain("state", "in", KEPT_STATES) & Domain("date_filed", "<", after),
            ),
            (
                holdings,
                self.env._("Missing now"),
                record,
                Domain("availability", "=", "missing"),
            ),
            (
                work,
                self.env._("Records filed"),
                record,
                self._within("date_filed", start, dates=True),
            ),
            (
                work,
                self.env._("Filed late"),
                record,
                Domain("filing_result", "=", "late")
                & self._within("date_filed", start, dates=True),
            ),
            (
                work,
                self.env._("Files closed"),
                record,
                self._within("date_closed", start, dates=True),
            ),
            (
                work,
                self.env._("Handovers signed"),
                handover,
                Domain("state", "=", "done") & self._within("date_done", start),
            ),
            (care, self.env._("Incidents found"), incident, self._within("date_found", start)),
            (care, self.env._("Incidents decided"), incident, self._within("date_decided", start)),
        ]

    def _count(self, start):
        figures = self._figures(start)
        return [
            (
                section,
                label,
                self.env[model].search_count(
                    Domain("company_id", "=", self.company_id.id) & Domain(domain)
                ),
            )
            for section, label, model, domain in figures
            if self.env[model].has_access("read")
        ]

    def _count_by_category(self, start):
        """Records filed in the period by category, and how many are kept."""
        company = Domain("company_id", "=", self.company_id.id)
        model = self.env["property.archive.record"]
        filed = model._read_group(
            company & self._within("date_filed", start, dates=True), ["category_id"], ["__count"]
        )
        return {category.display_name: count for category, count in filed}

    def action_make(self):
        """Count the period and the one before it.

        :return: the action that shows the figures
        :raise UserError: for a period that has not begun
        """
        self.ensure_one()
        if self.date_start > self.company_id._archive_today():
            raise UserError(self.env._("%s has not begun.", self._title()))
        before = self.date_start - relativedelta(months=STEPS[self.period])
        now, earlier = self._count(self.date_start), self._count(before)
        rows = [
            (section, label, value, previous)
            for (section, label, value), (*_rest, previous) in zip(now, earlier, strict=True)
        ]
        filed, filed_before = (
            self._count_by_category(self.date_start),
            self._count_by_category(before),
        )
        rows += [
            (self.env._("Filed by category"), name, filed.get(name, 0), filed_before.get(name, 0))
            for name in sorted({*filed, *filed_before})
        ]
        self.line_ids.sudo().unlink()
        self.env["property.archive.summary.line"].sudo().create(
            [
                {
                    "wizard_id": self.id,
                    "sequence": number,
                    "section": section,
                    "name": label,
                    "value": value,
                    "previous": previous,
                }
                for number, (section, label, value, previous) in enumerate(rows)
            ]
        )
        self.env["property.archive.log"]._log("export", self.company_id, what="summary")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("property_archive.summary_wizard_view_form").id, "form")],
            "name": self._title(),
            "target": "current",
        }

    def _title(self):
        start = self.date_start
        if self.period == "year":
            return self.env._("Archive summary of %s", start.year)
        if self.period == "quarter":
            return self.env._(
                "Archive summary of %(year)s, quarter %(quarter)s",
                year=start.year,
                quarter=(start.month + 2) // 3,
            )
        return self.env._(
            "Archive summary of %(year)s-%(month)s", year=start.year, month=f"{start.month:02}"
        )

    def _paper_pages(self):
        """The figures as they stand on the pages of the PDF.

        A section that goes on overleaf begins there with its name again, and no name of a
        section stands alone at the foot of a page.

        :return: for each page its sections, as (name, lines), and its number where there
            are several
        :rtype: list(dict)
        """
        pages, room = [[]], _PAGE_ROWS
        for section, lines in self.line_ids.grouped("section").items():
            while lines:
                if room < 3:
                    pages.append([])
                    room = _PAGE_ROWS
                part, lines = lines[: room - 1], lines[room - 1 :]
                pages[-1].append((section, part))
                room -= 1 + len(part)
        if room < _SIGN_ROWS:
            # no page with signature lines but no figures
            section, lines = pages[-1].pop()
            if lines[:-3]:
                pages[-1].append((section, lines[:-3]))
            pages.append([(section, lines[-3:])])
        return self.env["property.archive.register"]._numbered(
            [{"parts": parts, "number": False} for parts in pages]
        )

    def action_xlsx(self):
        """Download the figures as XLSX."""
        selection = self.env["property.archive.register.wizard"]._select("summary", self.line_ids)
        selection.write({"date_from": self.date_start, "date_to": self.date_end})
        return selection.action_download()

    def action_pdf(self):
        """Download the figures as PDF."""
        return self.env.ref("property_archive.action_report_summary").report_action(self)
