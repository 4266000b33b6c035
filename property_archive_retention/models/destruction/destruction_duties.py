from odoo import api, models
from odoo.exceptions import ValidationError


class PropertyArchiveDestruction(models.Model):
    """Who requests, approves, executes and supervises are different people (E4)."""

    _inherit = "property.archive.destruction"

    def _duties(self):
        """Who has which duty in this batch.

        :return: list of (label of the duty, name, contacts of the person)
        """
        self.ensure_one()
        batch = self.sudo()
        duties = [
            (
                self.env._("requester"),
                batch.requester_id.name,
                self._person_of(batch.requester_id),
            )
        ]
        for user in batch.approval_ids.decided_by_id:
            duties.append((self.env._("approver"), user.name, self._person_of(user)))
        if batch.executor_id:
            duties.append(
                (
                    self.env._("executor"),
                    batch.executor_id.name,
                    self._person_of(batch.executor_id),
                )
            )
        for partner in batch.supervisor_ids:
            duties.append(
                (
                    self.env._("supervisor"),
                    partner.name,
                    self._person_of(partners=partner),
                )
            )
        return duties

    @api.constrains("requester_id", "executor_id", "supervisor_ids")
    def _check_duties_apart(self):
        for batch in self:
            duties = batch._duties()
            for index, (duty, name, person) in enumerate(duties):
                for other_duty, other_name, other in duties[index + 1 :]:
                    if person & other:
                        raise ValidationError(
                            self.env._(
                                "%(batch)s: %(name)s (%(duty)s) and %(other)s (%(other_duty)s) are"
                                " one person. Whoever requests, approves, executes and supervises"
                                " a destruction are different people: name somebody else.",
                                batch=batch.name,
                                name=name,
                                duty=duty,
                                other=other_name,
                                other_duty=other_duty,
                            )
                        )

    @api.constrains("executor_id", "supervisor_ids")
    def _check_people_complete(self):
        """Raise when somebody is removed without a replacement after the submission (E4)."""
        for batch in self.filtered(
            lambda b: b.state in ("to_approve", "approved", "waiting", "executing")
        ):
            if not batch.executor_id or len(batch.supervisor_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "%s needs an executor and two supervisors: name others in their place.",
                        batch.name,
                    )
                )

    @api.constrains("executor_id")
    def _check_executor_is_internal(self):
        for user in self.sudo().executor_id:
            if user.share or not user.active:
                raise ValidationError(
                    self.env._("%s cannot execute: name an employee of the company.", user.name)
                )

    @api.constrains("supervisor_ids")
    def _check_supervisors_are_people(self):
        for partner in self.supervisor_ids:
            if partner.is_company:
                raise ValidationError(
                    self.env._("%s is a company: a supervisor is a person.", partner.name)
                )
