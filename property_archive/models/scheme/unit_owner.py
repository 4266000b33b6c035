from odoo import Command, api, fields, models


class PropertyArchiveUnit(models.Model):
    """The owners and tenants of a unit, now and before (requirement A5).

    The history rows are authoritative: spouses, heirs or companies may own a unit together, each
    with a share and a start date. ``owner_id`` is the first of the owners.
    """

    _inherit = "property.archive.unit"

    owner_id = fields.Many2one(
        "res.partner",
        "First Owner",
        index=True,
        ondelete="restrict",
        help="Of several owners the one who is named first. Setting it names the only owner.",
    )
    owner_ids = fields.Many2many(
        "res.partner",
        string="Owned By",
        compute="_compute_owner_ids",
        inverse="_inverse_owner_ids",
        search="_search_owner_ids",
        compute_sudo=True,
        help="All who own the unit now. Their shares stand in the history below.",
    )
    tenant_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    party_ids = fields.One2many("property.archive.unit.party", "unit_id", "Owners and Tenants")

    @api.depends("owner_id", "party_ids.date_to", "party_ids.partner_id", "party_ids.role")
    def _compute_owner_ids(self):
        for unit in self:
            owners = unit.party_ids.filtered(lambda p: p.role == "owner" and not p.date_to)
            owners = owners.sorted(lambda p: p._origin.id).partner_id
            unit.owner_ids = (unit.owner_id & owners) | owners

    def _inverse_owner_ids(self):
        for company, units in self.grouped("company_id").items():
            owners = {unit: unit.owner_ids for unit in units}
            self._set_parties("owner", owners, company._archive_today())

    @api.model
    def _search_owner_ids(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        if operator == "in" and False in value:
            # without an owner, or owned by one of these
            named = [one for one in value if one]
            return [("owner_id", "=", False)] + (
                ["|", *self._search_owner_ids("in", named)] if named else []
            )
        parties = self.env["property.archive.unit.party"].sudo()
        current = [("role", "=", "owner"), ("date_to", "=", False), ("partner_id", operator, value)]
        return [("id", "in", parties._search(current).subselect("unit_id"))]

    @api.model_create_multi
    def create(self, vals_list):
        # the start date is not known
        bare = [{name: vals[name] for name in vals if name != "owner_ids"} for vals in vals_list]
        units = super().create(bare)
        owners = {
            unit: unit.owner_id.browse(self._linked_ids(vals.get("owner_ids"))) or unit.owner_id
            for unit, vals in zip(units, vals_list, strict=True)
        }
        self._set_parties("owner", owners, False)
        self._set_parties("tenant", {unit: unit.tenant_id for unit in units}, False)
        return units

    def write(self, vals):
        result = super().write(vals)
        for role in ("owner", "tenant"):
            if f"{role}_id" in vals and f"{role}_ids" not in vals:
                for company, units in self.grouped("company_id").items():
                    named = {unit: unit.sudo()[f"{role}_id"] for unit in units}
                    self._set_parties(role, named, company._archive_today())
        return result

    @api.model
    def _linked_ids(self, commands):
        """Ids that are linked after these commands for a new many2many."""
        ids = []
        for command in commands or ():
            if isinstance(command, int):
                ids.append(command)
            elif command[0] == Command.LINK:
                ids.append(command[1])
            elif command[0] == Command.SET:
                ids = list(command[2])
        return list(dict.fromkeys(ids))

    @api.model
    def _set_parties(self, role, partners, date):
        """Set the owners or tenants of units from a date on, and record it in the history (A5).

        :param str role: ``owner`` or ``tenant``
        :param dict partners: ``res.partner`` by unit, empty where there is none
        :param date: date of the change, False when it is unknown
        """
        parties = self.env["property.archive.unit.party"].sudo()
        units = self.browse().concat(*partners).sudo()
        current = parties.search(
            [("unit_id", "in", units.ids), ("role", "=", role), ("date_to", "=", False)]
        ).grouped("unit_id")
        new, changed = [], {}
        for unit in units:
            wanted, rows = partners[unit].sudo(), current.get(unit, parties)
            gone = rows.filtered(lambda row, wanted=wanted: row.partner_id not in wanted)
            come = wanted - rows.partner_id
            gone._end(date or unit.company_id._archive_today())
            new += [
                {"unit_id": unit.id, "role": role, "partner_id": partner.id, "date_from": date}
                for partner in come
            ]
            if gone or come:
                changed[unit] = (gone.partner_id, come)
            named = unit[f"{role}_id"]
            if named != wanted[:1] and not named & wanted:
                unit._name_first(role, wanted[:1])
        parties.flush_model()
        parties._create_protected(new)
        if changed:
            self._parties_changed(role, changed)

    def _name_first(self, role, partner):
        return super().write({f"{role}_id": partner.id})

    @api.model
    def _parties_changed(self, role, changed):
        """Hook: the owners or tenants of these units have changed.

        :param str role: ``owner`` or ``tenant``
        :param dict changed: removed and added contacts, by unit as superuser
        """

    def _change_party(self, role, partners, date):
        """Set the owners or tenants of this unit from a date on.

        :param str role: ``owner`` or ``tenant``
        :param partners: ``res.partner``, all of them; empty when there is none
        :param date: the date of the change
        """
        self.ensure_one()
        self._set_parties(role, {self: partners}, date)
