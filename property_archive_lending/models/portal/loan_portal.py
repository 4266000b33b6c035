import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..loan.loan_paper import PAPERS

_logger = logging.getLogger(__name__)

#: What somebody may ask for in the portal.
PORTAL_KINDS = ("consult", "copy", "correct")
#: What the portal cannot take: somebody has to be there.
_DESK_ONLY = {"need_proxy", "need_witnesses"}


class PropertyArchiveLoan(models.Model):
    """Requests of the person a file is about, made in the portal (requirement B5).

    A portal user has no right to create or change requests. The one way in is
    :meth:`_portal_request`, which cannot be called over RPC and serves nothing but the
    files about the user's own contact.
    """

    _inherit = "property.archive.loan"

    def _missing_papers(self, policy):
        """In the portal the log-in proves the identity: no identity document."""
        missing = super()._missing_papers(policy)
        if self._is_portal():
            label = self._fields[PAPERS["need_identity"]]._description_string(self.env)
            missing = [paper for paper in missing if paper != label]
        return missing

    @api.model
    def _portal_offer(self, record):
        """What the lending policy lets the person a file is about ask for.

        :param record: ``property.archive.record`` record, as superuser
        :return: names of the fields with papers the row asks for, by kind
        :rtype: dict(str, list(str))
        """
        rows = self.env["property.archive.loan.policy"]._get_rows(record.company_id)
        offer = {}
        for kind in PORTAL_KINDS:
            try:
                row = rows._choose_row(
                    record.category_id,
                    record.level_id,
                    record.scope,
                    {"external", "self"},
                    kind,
                )
            except UserError:
                continue
            if row.allowed and not any(row[need] for need in _DESK_ONLY):
                offer[kind] = [
                    name for need, name in PAPERS.items() if row[need] and need != "need_identity"
                ]
        return offer

    @api.model
    def _portal_request(self, record_id, kind, purpose, destination=None, papers=None):
        """Ask for a file about oneself, in the portal (B5).

        :param int record_id: id of a record about the current user's own contact
        :param str kind: a value of :data:`PORTAL_KINDS`
        :param str purpose: what for; for a correction, what is wrong
        :param str destination: where a copy goes
        :param dict papers: base64 contents by field name
        :return: the submitted request, as superuser
        :raise AccessError: for any other record, the same whether it exists or not
        :raise UserError: in words that name neither level, title nor holds
        """
        user = self.env.user
        record = self.env["property.archive.record"]._portal_record(record_id)
        if not record or not user._is_portal():
            raise AccessError(self.env._("There is no such file about you."))
        offer = self._portal_offer(record)
        papers = {name: value for name, value in (papers or {}).items() if value}
        self._portal_check(record, kind, purpose, papers, offer)
        vals = {
            "employee_id": False,
            "partner_id": user.partner_id.id,
            "outsider": "self",
            "kind": kind,
            "purpose": purpose.strip(),
            "destination": (destination or "").strip() or self.env._("For their own use"),
            "company_id": record.company_id.id,
            "line_ids": [(0, 0, {"requested_record_id": record.id})],
            **{name: papers[name] for name in offer[kind]},
        }
        try:
            with self.env.cr.savepoint():
                # staff decide who follows a request
                loans = self.sudo().with_context(mail_create_nosubscribe=True)
                loan = loans.create(vals)
                loan.action_submit()
        except UserError as error:
            # what it says may be for the archive only: a hold, a level, a rule
            _logger.info("Portal request for record %s: %s", record.id, error)
            raise UserError(
                self.env._(
                    "This cannot be asked for in the portal now. Please turn to the"
                    " archive desk of %s.",
                    record.company_id.name,
                )
            ) from error
        return loan

    def _portal_check(self, record, kind, purpose, papers, offer):
        """Raise when something is missing that the person can put right."""
        if kind not in offer:
            raise UserError(self.env._("Choose what you ask for."))
        if not (purpose or "").strip():
            raise UserError(self.env._("Say what you need it for, or what is wrong."))
        if missing := [name for name in offer[kind] if name not in papers]:
            raise UserError(
                self.env._(
                    "Please attach: %s.",
                    [self._fields[n]._description_string(self.env) for n in missing],
                )
            )
        again = (
            self.env["property.archive.loan.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.env.user.partner_id.id),
                    ("record_id", "=", record.id),
                    ("kind", "=", kind),
                    ("state", "in", ["to_approve", "approved", "queued", "out"]),
                ],
                limit=1,
            )
        )
        if again:
            raise UserError(
                self.env._("You asked for this already: %s is open.", again.loan_id.name)
            )
