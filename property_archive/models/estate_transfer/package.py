import json
import os

from odoo import api, models
from odoo.exceptions import UserError

from ..exchange.package import ESTATE, FORMAT
from ..scheme.home import Home, project_key

#: What ``estate.json`` must hold, and as what.
_ESTATE = {**dict.fromkeys(("name", "code", "kind", "address"), str), "units": list}
_UNIT = dict.fromkeys(("building", "unit", "room"), str)


class PropertyArchivePackage(models.AbstractModel):
    """An estate that comes as a package: the successor's archive has it as an estate again."""

    _inherit = "property.archive.package"

    def _read_records(self, bag):
        found = super()._read_records(bag)
        estate = self._read_estate(bag)
        for metadata, _folder in found:
            metadata["estate"] = estate
        return found

    def _read_estate(self, bag):
        """What the package says of the estate it is of; None for other packages.

        :rtype: dict or None
        """
        path = os.path.join(bag.path, "data", ESTATE, "estate.json")
        if not os.path.lexists(path):
            return None
        try:
            with open(path, encoding="utf-8") as file:
                estate = json.load(file)
        except (OSError, ValueError, RecursionError):
            raise self._refused(self.env._("%s has no readable metadata.", ESTATE)) from None
        if not isinstance(estate, dict) or estate.get("format") != FORMAT:
            raise self._refused(self.env._("the metadata of %s is not ours.", ESTATE))
        wrong = self._find_odd(estate, _ESTATE)
        for unit in () if wrong else estate["units"]:
            wrong = wrong or self._find_odd(unit, _UNIT)
        kinds = self.env["property.archive.project"]._fields["kind"].get_values(self.env)
        if not wrong and estate["kind"] not in kinds:
            wrong = "kind"
        if not wrong and (not project_key(estate["name"]) or len(estate["name"]) > 128):
            wrong = "name"
        if (
            not wrong
            and estate["code"]
            and not (estate["code"].isalnum() and len(estate["code"]) <= 16)
        ):
            wrong = "code"
        if wrong:
            raise self._refused(
                self.env._(
                    "the metadata of %(record)s says nothing usable for “%(field)s”.",
                    record=ESTATE,
                    field=wrong,
                )
            )
        return estate

    @api.model
    def _find_errors(self, found):
        errors = super()._find_errors(found)
        estate = found[0][0].get("estate") if found else None
        _project, trouble = self._find_estate(estate) if estate else (None, None)
        return [" ".join(filter(None, (trouble, error))) for error in errors] if trouble else errors

    def _find_estate(self, estate):
        """The empty estate of this name or code, and why it cannot be taken in otherwise.

        :param dict estate: what the package says
        :rtype: tuple(property.archive.project, str or None)
        """
        projects = self.env["property.archive.project"].sudo().with_context(active_test=False)
        same = [("name_key", "=", project_key(estate["name"]))]
        if estate["code"]:
            same = ["|", ("code", "=ilike", estate["code"]), *same]
        there = projects.search([("company_id", "=", self.env.company.id), *same])
        for project in there:
            if project.date_to:
                return there, self.env._(
                    "The estate %s was given up here: an archive head takes it back first, by"
                    " emptying the day it was given up.",
                    project.display_name,
                )
            if len(there) > 1 or project.unit_count or project.record_count:
                return there, self.env._(
                    "There is an estate %(there)s with the name or the code of %(estate)s"
                    " already, with units or files: a package makes a new estate, or fills an"
                    " empty one.",
                    there=project.display_name,
                    estate=" ".join(filter(None, (estate["name"], estate["code"]))),
                )
        return there, None

    @api.model
    def _take_in(self, found):
        estate = found[0][0].get("estate") if found else None
        if not estate:
            return super()._take_in(found)
        project, trouble = self._find_estate(estate)
        if trouble:
            raise UserError(trouble)
        if not project:
            project = project.create(
                {
                    "name": estate["name"],
                    "code": estate["code"] or False,
                    "kind": estate["kind"],
                    "address": estate["address"] or False,
                    "company_id": self.env.company.id,
                }
            )
        homes = [
            Home(project.name, unit["building"], unit["unit"], unit["room"])
            for unit in estate["units"]
        ]
        for metadata, _folder in found:
            metadata["estate_id"] = project.id
            if metadata["unit_parts"]["project"]:
                metadata["unit_parts"]["project"] = project.name
        self.env["property.archive.recognition"]._make_units(self.env.company, homes)
        records = super()._take_in(found)
        self.env["property.archive.log"]._alarm("estate_taken_in", project, files=len(records))
        return records

    def _record_vals_list(self, found):
        vals_list = super()._record_vals_list(found)
        for vals, (metadata, _folder) in zip(vals_list, found, strict=True):
            if metadata.get("estate_id") and not vals["unit_id"]:
                vals["project_id"] = metadata["estate_id"]
        return vals_list
