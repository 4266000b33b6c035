from odoo import models

from ...concurrency import made_once

_UNIT_KEYS = ("project", "building", "unit", "room")


class PropertyArchivePackage(models.AbstractModel):
    """What the records of a package point at: found here, or made (requirement E7)."""

    _inherit = "property.archive.package"

    def _named(self, model, found):
        """Categories or levels the package names, by their code."""
        codes = list({metadata[f"{model}_code"] for metadata, _folder in found})
        records = self.env[f"property.archive.{model}"].search([("code", "in", codes)])
        if model == "category":
            company = self.env.company
            records = records.filtered(lambda r: not r.company_id or r.company_id == company)
        return {record.code: record for record in records}

    def _employees(self, found):
        """The employees the package names, by name; nobody whose name two have."""
        names = {m[key] for m, _folder in found for key in ("employee", "responsible") if m[key]}
        employees = self.env["hr.employee"].sudo()
        named = employees.search(
            [("name", "in", list(names)), ("company_id", "=", self.env.company.id)]
        )
        return {name: one for name, one in named.grouped("name").items() if len(one) == 1}

    def _departments(self, found):
        names = {metadata["department"] for metadata, _folder in found if metadata["department"]}
        departments = self.env["hr.department"].sudo()
        named = departments.search(
            [("name", "in", list(names)), ("company_id", "in", [self.env.company.id, False])]
        )
        return {name: same[0] for name, same in named.grouped("name").items()}

    def _unit_key(self, metadata):
        return tuple(metadata["unit_parts"][name] or False for name in _UNIT_KEYS)

    def _units(self, found):
        """Find or make the units the package names.

        :return: ids by project, building, entrance and room
        :rtype: dict(tuple, int)
        """
        # in the order of the package; without building and room it is no unit
        keys = dict.fromkeys(self._unit_key(metadata) for metadata, _folder in found)
        keys = [key for key in keys if key[1] and key[3]]
        units = self.env["property.archive.unit"].sudo()
        company = self.env.company.id
        there = units.search(
            [
                ("company_id", "=", company),
                ("building", "in", list({key[1] for key in keys})),
                ("room", "in", list({key[3] for key in keys})),
            ]
        )
        ids = {tuple(unit[name] or False for name in _UNIT_KEYS): unit.id for unit in there}
        new = [key for key in keys if key not in ids]
        with made_once(self.env, units._name):
            made = units.create(
                [dict(zip(_UNIT_KEYS, key, strict=True), company_id=company) for key in new]
            )
        return ids | dict(zip(new, made.ids, strict=True))

    def _partner_key(self, metadata):
        return metadata["partner"], metadata["partner_phone"] or False

    def _partners(self, found):
        """Find or make the contacts the package names.

        :return: ids by name and phone
        :rtype: dict(tuple, int)
        """
        keys = dict.fromkeys(self._partner_key(metadata) for metadata, _folder in found)
        keys = [key for key in keys if key[0]]
        partners = self.env["res.partner"].sudo().with_context(tracking_disable=True)
        there = partners.search(
            [
                ("name", "in", list({name for name, _phone in keys})),
                ("company_id", "in", [self.env.company.id, False]),
            ]
        )
        # of two with the same name and phone the first, as a search finds it
        ids = {(partner.name, partner.phone or False): partner.id for partner in there[::-1]}
        new = [key for key in keys if key not in ids]
        made = partners.create([{"name": name, "phone": phone} for name, phone in new])
        return ids | dict(zip(new, made.ids, strict=True))
