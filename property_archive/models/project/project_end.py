from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date

from ...blockers import format_blockers
from ...selections import PRESENT_STATES

#: How many reasons a message names.
_NAMED = 5


class PropertyArchiveProject(models.Model):
    """Giving up an estate: what stands against it, and what ends with it (物业管理条例 第三十九条).

    The register stays. Nothing new comes in, and whoever kept the files of the estate by a duty
    keeps them no more.
    """

    _inherit = "property.archive.project"

    def write(self, vals):
        ending = self.browse()
        if "date_to" in vals:
            day = Date.to_date(vals["date_to"])
            changed = self.filtered(lambda project: project.date_to != (day or False))
            changed._check_who_ends()
            if day:
                changed._check_day_of_end(day)
                ending = changed.filtered(lambda project: not project.date_to)
                ending._check_may_end()
        result = super().write(vals)
        ending._after_end()
        return result

    def _check_who_ends(self):
        """Raise unless archive head or executive give up these estates, or take them back.

        :raise AccessError: for everybody else
        """
        user = self.env.user
        if not self or self.env.uid == SUPERUSER_ID:
            return
        if not user._archive_leads():
            raise AccessError(
                self.env._("%s: the archive head or an executive gives up an estate.", self[0].name)
            )

    def _check_day_of_end(self, day):
        for project in self:
            if day > project.company_id._archive_today():
                raise ValidationError(
                    self.env._(
                        "%(project)s is looked after until then: set the day it was given up when"
                        " it has come. %(day)s lies ahead.",
                        project=project.name,
                        day=day,
                    )
                )

    def _check_may_end(self):
        """Raise while files of these estates are kept: they are handed over first, by a list.

        :raise UserError: naming what is out, held or undecided
        """
        records = self.env["property.archive.record"].sudo()
        for project in self:
            kept = records.search(
                [("project_id", "=", project.id), ("state", "in", PRESENT_STATES)]
            )
            if not kept:
                continue
            blockers = project._get_blockers(kept.with_env(self.env))
            raise UserError(
                self.env._(
                    "%(project)s has %(count)s files in the archive. Hand the estate over: a list"
                    " says what goes in original, what in copy and what stays. %(reasons)s",
                    project=project.name,
                    count=len(kept),
                    reasons=project._format_blockers(blockers),
                )
            )

    def _get_blockers(self, records):
        """What stands against giving up this estate now. Rooms and addons extend it.

        :param records: ``property.archive.record`` of the estate that would leave
        :return: by the record, or by the estate for what concerns no single record
        :rtype: dict(odoo.models.BaseModel,
            list(odoo.addons.property_archive.blockers.Blocker))
        """
        self.ensure_one()
        return records._get_blockers("hand_over")

    def _format_blockers(self, reasons):
        """The first of these reasons, as one text.

        :param dict reasons: see :meth:`_get_blockers`
        :rtype: str
        """
        lines = [
            f"{document.sudo().display_name}: {format_blockers(self.env, blockers)}"
            for document, blockers in list(reasons.items())[:_NAMED]
        ]
        if len(reasons) > _NAMED:
            lines.append(self.env._("… and %s more", len(reasons) - _NAMED))
        return "\n".join(lines)

    def _check_running(self):
        """Raise for an estate that was given up: nothing new belongs to it.

        :raise UserError: naming it, and the day
        """
        for project in self:
            if project.date_to:
                raise UserError(
                    self.env._(
                        "%(project)s was given up on %(day)s: no units, files or duties are added"
                        " to it, and none leave it. Choose another estate.",
                        project=project.name,
                        day=project.date_to,
                    )
                )

    def _end(self, day):
        """Give up these estates: their files were handed over in this transaction.

        :param datetime.date day: when
        """
        result = super().write({"date_to": day})
        self._after_end()
        return result

    def _after_end(self):
        """Duties and departments of these estates work for them no more, from now on."""
        if not self:
            return
        duties = self.env["property.archive.duty"].sudo()
        duties.search([("project_id", "in", self.ids), ("state", "=", "given")])._end()
        self.sudo().department_ids.write({"archive_project_id": False})
        self.env["property.archive.log"]._alarm("estate_ended", self)
