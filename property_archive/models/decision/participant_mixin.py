from odoo import fields, models

from ...notify import readers_only


class PropertyArchiveParticipantMixin(models.AbstractModel):
    """A document with approval steps, visible to everybody who takes part in it (D4).

    Approvers and people named in the document see it whatever their groups and clearance: the
    record rules of each document use :attr:`participant_ids`. Nobody else gets mail about it.
    """

    _name = "property.archive.participant.mixin"
    _description = "Document Seen by Its Participants"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    # Each document's model names its own relation table.
    participant_ids = fields.Many2many(
        "res.users",
        readonly=True,
        copy=False,
        help="Who takes part and therefore sees the document.",
    )

    def _participants(self):
        """Hook: users who take part in this document, besides its approvers.

        :rtype: res.users
        """
        return self.env["res.users"]

    def _note_participants(self):
        """Update the participants, so that all of them see the document."""
        for document in self.sudo():
            steps = document.approval_ids
            users = document._participants() | steps.approver_ids | steps.decided_by_id
            if users != document.participant_ids:
                document._write_protected({"participant_ids": [fields.Command.set(users.ids)]})

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers who may not see the document (any more) get no mail (B4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return readers_only(self, recipients)
