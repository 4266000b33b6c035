from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ...selections import PRESENT_STATES

#: States in which a file still names its subject.


class PropertyArchiveUnit(models.Model):
    """Keep the files about a unit in step with changes of owner and merged duplicates."""

    _inherit = "property.archive.unit"

    def write(self, vals):
        if {"owner_id", "owner_ids"} & set(vals):
            self._check_file_follows(vals)
        return super().write(vals)

    def _check_file_follows(self, vals):
        """Redirect users who replace all owners of a unit to the change of owner wizard (A5).

        Otherwise the file of the former owners would stay open.

        :raise RedirectWarning: with the way to the guided step
        """
        ids = self._linked_ids(vals.get("owner_ids")) or [vals.get("owner_id")]
        buyers = self.env["res.partner"].browse(list(filter(None, ids)))
        for unit in self.filtered("owner_ids") if buyers else ():
            files = unit._owner_files(unit.owner_ids)
            if files and not buyers & unit.owner_ids:
                raise RedirectWarning(
                    self.env._(
                        "%(unit)s has an open file of %(owners)s. A change of owner closes it and"
                        " opens another one: it is not typed over.",
                        unit=unit.display_name,
                        owners=", ".join(unit.owner_ids.mapped("name")),
                    ),
                    {
                        "type": "ir.actions.act_window",
                        "name": self.env._("Change of Owner"),
                        "res_model": "property.archive.change.owner.wizard",
                        "views": [[False, "form"]],
                        "target": "new",
                        "context": {
                            "default_unit_id": unit.id,
                            "default_new_owner_id": buyers[:1].id,
                            "default_joint_owner_ids": buyers[1:].ids,
                        },
                    },
                    self.env._("Change of Owner"),
                )

    def _owner_files(self, owners):
        """Open files of these units about any of these people, as superuser."""
        records = self.env["property.archive.record"].sudo()
        found = records.search(
            [
                ("unit_id", "in", self.ids),
                ("category_id.unit_party", "=", "owner"),
                ("date_closed", "=", False),
                ("state", "in", PRESENT_STATES),
            ]
        )
        return found.filtered(lambda record: record._subject_partners() & owners)

    def action_join_twin(self):
        """Merge this unit into its duplicate in another spelling, with its files (A4).

        :return: action that opens the remaining unit
        :raise UserError: when somebody does not see a file, a file cannot be amended now, or
            the home would have two open files
        """
        self.ensure_one()
        records = self.env["property.archive.record"]
        records._check_archivist()
        twin = self.twin_id
        if not twin:
            raise UserError(self.env._("%s is registered once.", self.display_name))
        records = records.search([("unit_id", "=", self.id)], order="id")
        if len(records) < records.sudo().search_count([("unit_id", "=", self.id)]):
            raise UserError(
                self.env._(
                    "%s has files you do not see: ask an archivist who is cleared for them.",
                    self.display_name,
                )
            )
        filed = records.filtered(lambda record: record.state not in ("draft", "submitted"))
        filed._check_blockers("amend")
        records.sudo()._write_protected({"unit_id": twin.id})
        records.sudo()._check_one_open_file()
        records.sudo()._check_exclusive()
        self.env["property.archive.log"]._log(
            "amended", records, fields=["unit_id"], unit=twin.id, joined=self.id
        )
        self.env.flush_all()
        self._give_history(twin)
        # requests, holds and all other references to the unit
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._update_foreign_keys_generic(self._name, self.sudo(), twin.sudo())
        self.sudo().with_context(active_test=False).unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": twin.id,
            "view_mode": "form",
        }

    def _give_history(self, twin):
        """Move the owners and tenants of this unit to its duplicate."""
        parties = self.env["property.archive.unit.party"].sudo()
        mine = parties.search([("unit_id", "=", self.id)])
        for party in mine.filtered(lambda party: not party.date_to):
            same = parties.search(
                [
                    ("unit_id", "=", twin.id),
                    ("role", "=", party.role),
                    ("partner_id", "=", party.partner_id.id),
                    ("date_to", "=", False),
                ]
            )
            if same:
                party._end(twin.company_id._archive_today())
        parties.flush_model()
        mine._write_protected({"unit_id": twin.id})
        for role in ("owner", "tenant"):
            current = mine.filtered(lambda p, role=role: p.role == role and not p.date_to)
            if current and not twin[f"{role}_id"]:
                twin.sudo()._name_first(role, current[0].partner_id)

    @api.model
    def _parties_changed(self, role, changed):
        """Add new co-owners of a unit to the subjects of its owner file.

        The file stays open while one of its subjects still owns the unit. When all of
        them leave, it remains theirs: the change of owner closes it and opens a new one.
        """
        super()._parties_changed(role, changed)
        if role != "owner":
            return
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search(
                [
                    ("unit_id", "in", [unit.id for unit in changed]),
                    ("category_id.unit_party", "=", "owner"),
                    ("partner_id", "!=", False),
                    ("date_closed", "=", False),
                    ("state", "in", PRESENT_STATES),
                ],
                order="id",
            )
        )
        for record in records:
            gone, come = changed[record.unit_id]
            before = record._subject_partners()
            stay = before - gone
            if stay & record.unit_id.owner_ids and (stay | come) != before:
                record._set_subjects(stay | come)
