from odoo import api, fields, models
from odoo.exceptions import UserError

from ...concurrency import made_once
from ...notify import ask_to_do
from ...selections import KEPT_STATES

_OPEN = ["todo", "doing"]


class PropertyArchiveRepair(models.Model):
    """A damaged record is repaired, or copied before it is lost (requirement C6)."""

    _name = "property.archive.repair"
    _description = "Repair of a Record"
    _inherit = ["property.archive.protected", "mail.thread", "mail.activity.mixin"]
    _groupable_texts = frozenset({"name"})
    _order = "date_due, id"
    _archive_file_states = ("todo", "doing")

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("repair", "Repair"), ("copy", "Make a Copy")], required=True, default="repair"
    )
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("doing", "In Work"),
            ("done", "Done"),
            ("cancelled", "Not Needed"),
        ],
        required=True,
        default="todo",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    damage = fields.Text(help="What is damaged, as it was found.")
    origin = fields.Char(readonly=True, copy=False, help="The stock check that found it.")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    date_due = fields.Date(
        "Due",
        required=True,
        default=lambda self: self._default_date_due(),
        index=True,
    )
    result = fields.Text(help="What was done, and where the copy is.")
    condition = fields.Selection(
        [("good", "Good"), ("worn", "Worn"), ("damaged", "Damaged")], "Condition After"
    )
    date_done = fields.Datetime(readonly=True, copy=False)
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)

    _open_uniq = models.UniqueIndex(
        "(record_id, kind) WHERE state IN ('todo', 'doing')",
        "There is an open repair of this record already.",
    )

    def _default_date_due(self):
        return fields.Date.add(self.env.company._archive_today(), days=14)

    def _creatable_fields(self):
        return {"record_id", "kind", "damage", "user_id", "date_due"}

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= set(_OPEN):
            return {"damage", "user_id", "date_due", "result", "condition"}
        return set()

    @api.depends("name", "record_id")
    def _compute_display_name(self):
        for repair in self:
            names = [repair.name != "/" and repair.name, repair.sudo().record_id.display_name]
            repair.display_name = " · ".join(filter(None, names)) or self.env._("New Repair")

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        repairs._announce_new()
        return repairs

    def _announce_new(self):
        """Number these repairs and schedule an activity for the responsible user."""
        for repair in self.sudo():
            repair.record_id._check_state(
                *KEPT_STATES, rule=self.env._("It is not kept in the archive.")
            )
            repair._write_protected({"name": self._next_number(repair.company_id)})
            ask_to_do(
                repair,
                "property_archive.mail_activity_type_repair",
                repair.user_id,
                lambda env: env._("Have it repaired"),
                repair.date_due,
            )
        self.env["property.archive.log"]._log("repair_opened", self.sudo().record_id)

    @api.model
    def _open_for(self, records, origin=None, damage=None):
        """Open a repair for each record that has none open.

        :param records: ``property.archive.record``
        :param str origin: number of the document in which the damage was found
        :param dict damage: what was seen, by record
        :return: the new repairs
        """
        repairs = self.sudo()
        there = repairs.search([("record_id", "in", records.ids), ("state", "in", _OPEN)])
        vals_list = [
            {
                "record_id": record.id,
                "origin": origin,
                "damage": (damage or {}).get(record) or False,
                "user_id": record.company_id._archive_keeper().id,
            }
            for record in records.sudo() - there.record_id
            if record.state in KEPT_STATES
        ]
        with made_once(self.env, self._name):
            new = repairs._create_protected(vals_list)
        new._announce_new()
        return new

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A repair is done or not needed, never deleted."))

    def _check_open(self):
        self.check_access("write")
        self._lock_rows()
        self._check_state(*_OPEN)

    def action_start(self):
        """Start the repair."""
        self._check_open()
        self.sudo()._write_protected({"state": "doing"})
        return True

    def action_done(self):
        """Finish the repair and set the resulting condition on the record.

        :raise UserError: without the result and the condition
        """
        self._check_open()
        for repair in self:
            if not (repair.result or "").strip() or not repair.condition:
                raise UserError(
                    self.env._(
                        "%s: write what was done, and the condition it is in now.", repair.name
                    )
                )
        self.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})
        for repair in self.sudo():
            repair.record_id._lock_rows()
            repair.record_id._write_protected({"condition": repair.condition})
        self._finish("repair_done")
        return True

    def action_cancel(self):
        """Cancel the repair.

        :raise UserError: without a reason
        """
        self._check_open()
        for repair in self:
            if not (repair.result or "").strip():
                raise UserError(self.env._("%s: write why nothing has to be done.", repair.name))
        self.sudo()._write_protected({"state": "cancelled", "date_done": fields.Datetime.now()})
        self._finish("repair_cancelled")
        return True

    def _finish(self, action):
        self.sudo().activity_feedback(["property_archive.mail_activity_type_repair"])
        self.env["property.archive.log"]._log(action, self.sudo().record_id)
