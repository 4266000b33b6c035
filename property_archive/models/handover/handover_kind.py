from odoo import api, fields, models
from odoo.exceptions import UserError

from ...selections import KEPT_STATES


class PropertyArchiveHandover(models.Model):
    """What each kind of handover lists, and its effect when all have signed.

    ============== ========================== ==========================================
    kind           lists                      when all have signed
    ============== ========================== ==========================================
    filing         drafts                     they are filed in their places
    custody        drafts of a depositor      as filing; the agreement is there first
    periodic       filed, in a department     the central archive keeps them
    department_move filed or drafts           another department and person has them
    discharge      what a leaver hands in     drafts are filed, the rest kept centrally
    succession     what somebody answers for  the successor answers for them
    ============== ========================== ==========================================
    """

    _inherit = "property.archive.handover"

    @api.model
    def _make(self, kind, giver, receiver, records, **extra):
        """Make a handover list of these records for each company.

        :param str kind: a value of ``kind``
        :param giver: ``res.users`` who signs first, or on whose screen the outside giver signs
        :param receiver: ``res.users`` who receives; empty: any archivist
        :param records: ``property.archive.record``; drafts among them are submitted
        :param extra: ``target_department_id``, ``successor_id``, ``outside_giver_id``,
            ``supervisor_id`` (ids) or ``note``
        :rtype: property.archive.handover
        :raise UserError: naming a record that is on another open handover or whose state
            does not fit
        """
        # a concurrent move or destruction of these records must be retried
        records._claim_rows()
        self._check_listable(kind, records)
        handovers = self.sudo().browse()
        for company, batch in records.sudo().grouped("company_id").items():
            handover = self.sudo()._create_protected(
                [
                    {
                        "name": self._next_number(company),
                        "kind": kind,
                        "company_id": company.id,
                        "giver_id": giver.id,
                        "receiver_id": receiver.id if receiver else False,
                        "department_id": batch.department_id[:1].id,
                        "supervisor_needed": any(batch.category_id.mapped("supervisor_signs"))
                        or bool(extra.get("supervisor_id")),
                        **extra,
                    }
                ]
            )
            handovers |= handover
            self.env["property.archive.handover.line"].sudo()._create_protected(
                [
                    {
                        "handover_id": handover.id,
                        "record_id": record.id,
                        "page_count": record.page_count,
                        "location_id": record.location_id.id,
                        "missing_note": record.missing_pieces and record.missing_note,
                    }
                    for record in batch
                ]
            )
            drafts = batch.filtered(lambda record: record.state == "draft")
            if kind in ("filing", "custody"):
                drafts._write_protected({"state": "submitted", "submitter_id": giver.id})
            elif kind == "discharge":
                drafts._write_protected({"state": "submitted"})
        return handovers.sudo(False)

    def _check_listable(self, kind, records):
        states = {
            "filing": ("draft",),
            "custody": ("draft",),
            "periodic": KEPT_STATES,
            "succession": KEPT_STATES,
        }.get(kind, ("draft", *KEPT_STATES))
        records.sudo()._check_state(*states, rule=self.env._("It cannot be on this handover list."))
        for record in records.sudo().filtered(lambda record: record.state == "draft"):
            missing = record._missing_entries() if kind != "department_move" else []
            if missing:
                raise UserError(
                    self.env._(
                        "%(record)s lacks %(fields)s: fill in what is missing, then submit it.",
                        record=record.display_name,
                        fields=", ".join(missing),
                    )
                )
        lines = self.env["property.archive.handover.line"].sudo()
        clash = lines.search([("record_id", "in", records.ids), ("open", "=", True)], limit=1)
        if clash:
            raise UserError(
                self.env._(
                    "%(record)s is on the open handover %(handover)s: finish that one, or take"
                    " it back.",
                    record=clash.record_id.display_name,
                    handover=clash.handover_id.name,
                )
            )

    @api.model
    def _prepare_filing(self, records):
        """Create the handover that submits drafts; custody categories need an agreement.

        :param records: locked ``property.archive.record`` drafts
        :rtype: property.archive.handover
        """
        handovers = self.browse()
        custody = records.filtered(lambda r: r.category_id.custody and r._depositor())
        for depositor, batch in custody.sudo().grouped(lambda r: r._depositor()).items():
            handovers |= self._make(
                "custody",
                self.env.user,
                None,
                batch.sudo(False),
                outside_giver_id=depositor.id,
            )
        if records - custody:
            handovers |= self._make("filing", self.env.user, None, records - custody)
        return handovers

    # -- when all have signed ---------------------------------------------------------------

    def _check_custody(self):
        """Raise when records in custody lack the agreement or the inspection (A9)."""
        handover = self.sudo()
        if handover.kind != "custody":
            return
        if not handover.agreement:
            raise UserError(
                self.env._("Attach the custody agreement to %s before you receive it.", self.name)
            )
        if not (handover.inspection_note or "").strip():
            raise UserError(
                self.env._("Write down what the inspection of %s found.", handover.name)
            )

    def _complete(self):
        """Carry out the signed handover for the accepted records, in one transaction."""
        lines = self.sudo().line_ids
        accepted = lines.filtered(lambda line: line.result == "accepted")
        lines._write_protected({"open": False})
        accepted.record_id._lock_rows()
        getattr(self, f"_complete_{self.kind}")(accepted)
        self.sudo()._write_protected({"state": "done", "date_done": fields.Datetime.now()})
        self.env["property.archive.log"]._log(
            "handed_over", accepted.record_id, handover=self.name, kind=self.kind
        )

    def _complete_filing(self, lines):
        for location, batch in lines.grouped("location_id").items():
            records = batch.record_id
            records._check_state("submitted", rule=self.env._("It changed meanwhile: reload."))
            records._write_protected({"keeping": self._keeping_department_now()})
            records._file(location)
        lines._note_missing()

    def _complete_custody(self, lines):
        self._complete_filing(lines)

    def _complete_periodic(self, lines):
        for location, batch in lines.grouped("location_id").items():
            records = batch.record_id
            records._check_blockers("move")
            if location:
                moved = records - records.filtered_domain([("location_id", "=", location.id)])
                moved._move(location)
        lines.record_id._write_protected({"keeping": "central"})

    def _complete_discharge(self, lines):
        drafts = lines.filtered(lambda line: line.record_id.state == "submitted")
        self._complete_filing(drafts)
        self._complete_periodic(lines - drafts)

    def _complete_department_move(self, lines):
        handover = self.sudo()
        receiver = handover.receiver_id.with_company(handover.company_id).employee_id
        lines.record_id._write_protected(
            {
                "department_id": handover.target_department_id.id,
                "responsible_id": (handover.successor_id or receiver).id,
            }
        )

    def _complete_succession(self, lines):
        lines.record_id._write_protected({"responsible_id": self.sudo().successor_id.id})

    def _keeping_department_now(self):
        """The department that keeps the records, if its own archivist received them."""
        handover = self.sudo()
        receiver = handover.receiver_id.with_company(handover.company_id).employee_id
        department = receiver._archive_department() if receiver else None
        office = handover.company_id.archive_head_id.with_company(handover.company_id).employee_id
        central = office._archive_department() if office else None
        if department and department != central and department == handover.department_id:
            return "department"
        return "central"
