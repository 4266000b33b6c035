from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...notify import ask_to_do


class PropertyArchiveRecord(models.Model):
    """Checks before a record is handed in (requirement A8)."""

    _inherit = "property.archive.record"

    asked_pieces = fields.Char(
        "Not Said of",
        compute="_compute_asked_pieces",
        compute_sudo=True,
        help="Pieces that such a file often has: hand them in, or say that there is none.",
    )
    superior_needed = fields.Boolean(related="category_id.superior_checks", related_sudo=False)
    superior_id = fields.Many2one(
        "res.users",
        "Checked by Superior",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    date_superior = fields.Datetime("Superior Checked On", readonly=True, copy=False)

    @api.depends("enclosure_ids.present", "enclosure_ids.asked", "enclosure_ids.none")
    def _compute_asked_pieces(self):
        for record in self:
            open_pieces = record.enclosure_ids.filtered(
                lambda e: e.asked and not e.present and not e.none
            )
            record.asked_pieces = format_list(self.env, open_pieces.mapped("name")) or False

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & self._creatable_fields():
            self._void_superior()
        return result

    def _void_superior(self):
        """Reset the superior's check: the record changed after it."""
        checked = self.sudo().filtered(lambda r: r.superior_id and r.state == "draft")
        checked._write_protected({"superior_id": False, "date_superior": False})

    def _wanted_names(self):
        names = super()._wanted_names()
        category = self.category_id
        if category.electronic_required:
            names.append("medium")
        # whether each piece is an original
        return [*names, "form"] if category.originals_only else names

    def _check_acceptance(self):
        """Raise when these records do not meet the rules of acceptance.

        :raise UserError: naming the record, the piece and the rule
        """
        self._complete_checklist()
        self._check_originals()
        for record in self:
            category = record.category_id
            if category.electronic_required and (
                record.medium != "both" or not any(record.enclosure_ids.mapped("attachment_id"))
            ):
                raise UserError(
                    self.env._(
                        "%(record)s: %(category)s is handed in on paper and electronic. Choose"
                        " the medium “Paper and electronic” and attach the file to a piece.",
                        record=record.display_name,
                        category=category.name,
                    )
                )
            if category.superior_checks and not record.superior_id:
                raise UserError(
                    self.env._(
                        "%(record)s: the direct superior checks %(category)s first. Ask"
                        " %(superior)s to open it and confirm the check.",
                        record=record.display_name,
                        category=category.name,
                        superior=", ".join(record._superiors().mapped("name"))
                        or self.env._("the department head"),
                    )
                )

    def _check_originals(self):
        """Raise when a copy is handed in where the category wants originals."""
        for record in self.filtered(lambda r: r.category_id.originals_only):
            unsaid = record.enclosure_ids.filtered(lambda e: e.present and not e.form)
            if unsaid:
                raise UserError(
                    self.env._(
                        "%(record)s: say of %(pieces)s whether it is the original or a copy.",
                        record=record.display_name,
                        pieces=", ".join(unsaid.mapped("name")),
                    )
                )
            copies = record.enclosure_ids.filtered(
                lambda e: e.present and e.form == "copy" and not e.piece_id.copy_allowed
            )
            if copies:
                raise UserError(
                    self.env._(
                        "%(record)s: %(pieces)s must be originals. The category"
                        " %(category)s takes no copies of them.",
                        record=record.display_name,
                        pieces=", ".join(copies.mapped("name")),
                        category=record.category_id.name,
                    )
                )

    def _superiors(self):
        """Users who check this record: named by the category, else the direct superior or head.

        :rtype: res.users
        """
        self.ensure_one()
        verifiers = self.sudo().category_id.verifier_ids.filtered("active")
        if verifiers:
            return verifiers - self.sudo().submitter_id._archive_same_person()
        employees = self.sudo().with_context({}).submitter_id.employee_ids
        employee = employees.filtered(lambda e: e.company_id == self.sudo().company_id)[:1]
        manager = employee.parent_id.user_id
        head = employee._archive_department().manager_id.user_id if employee else manager
        own = self.sudo().submitter_id._archive_same_person()
        return (manager | head).filtered("active") - own

    def action_superior_check(self):
        """Confirm, as the direct superior, that these drafts are right."""
        self.check_access("read")
        self._lock_rows()
        self._check_state("draft")
        for record in self:
            if not record.superior_needed:
                raise UserError(
                    self.env._("%s waits for no check by a superior.", record.display_name)
                )
            if self.env.user not in record._superiors():
                raise UserError(
                    self.env._(
                        "%(record)s is checked by %(names)s, the superior of whoever prepared it.",
                        record=record.display_name,
                        names=", ".join(record._superiors().mapped("name"))
                        or self.env._("the department head"),
                    )
                )
        self.sudo()._write_protected(
            {"superior_id": self.env.uid, "date_superior": fields.Datetime.now()}
        )
        self.sudo().activity_unlink(["property_archive.mail_activity_type_superior"])
        self.env["property.archive.log"]._log("superior_checked", self)
        return True

    def action_request_superior(self):
        """Ask the direct superior for the check."""
        self.check_access("write")
        for record in self:
            superiors = record._superiors()
            if not superiors:
                raise UserError(
                    self.env._(
                        "Nobody is set as superior of %s: ask HR to set the manager.",
                        record.sudo().submitter_id.name,
                    )
                )
            ask_to_do(
                record.sudo(),
                "property_archive.mail_activity_type_superior",
                superiors[0],
                lambda env: env._("Check it as the direct superior"),
            )
        return True
