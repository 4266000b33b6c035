"""What somebody signed stays as it was signed, on every document with signatures (A9)."""

import base64
import io

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.property_archive.tests.estate_transfer.common import EstateCase
from odoo.addons.property_archive_lending.tests.common import SIGNATURE, LendingCase
from odoo.addons.property_archive_retention.tests.common import RetentionCase

#: Rows of a signed document that its signature does not cover, and why.
NOT_COVERED = {
    # the undertaking is about how somebody uses what they are shown, not about what
    ("property.archive.loan", "line_ids"),
}
#: What only whoever signs last shows, and which stands on no paper.
SHOWN = {("property.archive.estate.transfer", "proof")}
#: Documents that are not cancelled once somebody signed: there the operation refuses.
NEVER_CANCELLED = {"property.archive.takeover"}


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSigned(LendingCase, RetentionCase, EstateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist2)
        cls.everybody = (
            cls.clerk
            | cls.archivist
            | cls.archivist2
            | cls.head
            | cls.executive
            | cls.engineer
            | cls.engineering_head
            | cls.hr_manager
            | cls.env.ref("base.user_admin")
        )

    def _signed_models(self):
        return {
            name
            for name, model in self.env.items()
            if "signature_ids" in model._fields and not model._abstract
        }

    # -- the documents, each with the signatures it takes, in their order --------------------

    def _documents(self):
        """Tuples of a document, its signatures as calls, and how it is cancelled."""
        yield from self._handovers()
        yield from self._of_people()
        yield from self._lending()
        yield from self._disposals()
        yield from self._estates()

    def _handovers(self):
        handovers = self.env["property.archive.handover"]
        custody = self.papers.copy({"code": "T-CUS", "custody": True, "subject_kind": "partner"})
        record = self._draft(category=custody, partner_id=self.owner.id)
        handover = handovers.browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).agreement = base64.b64encode(b"signed")
        received = handover.with_user(self.archivist)

        def receive():
            received.line_ids.location_id = self.cabinet
            received.write({"inspection_note": "whole", "note": "one page more"})
            received.action_accept_all()
            received.action_sign(SIGNATURE)

        yield handover, [lambda: handover.with_user(self.clerk).action_sign(SIGNATURE), receive]
        watched = self.papers.copy({"code": "T-SUP", "supervisor_signs": True})
        record = self._draft(category=watched)
        supervised = handovers.browse(record.action_submit()["res_id"])

        def receive_supervised():
            received = supervised.with_user(self.archivist)
            received.line_ids.location_id = self.cabinet
            received.supervisor_id = self.archivist2
            received.action_accept_all()
            received.action_sign(SIGNATURE)

        yield (
            supervised,
            [
                lambda: supervised.with_user(self.clerk).action_sign(SIGNATURE),
                receive_supervised,
                lambda: supervised.with_user(self.archivist2).action_sign(SIGNATURE),
            ],
        )

    def _of_people(self):
        garden = self.env["property.archive.project"].create(
            {"name": "月光花园", "developer_id": self.owner.id, "committee_id": self.outsider.id}
        )
        takeovers = self.env["property.archive.takeover"].with_user(self.archivist)
        takeover = takeovers.create({"project_id": garden.id})
        takeover.line_ids.write({"owed_by": "建设单位"})
        takeover.line_ids[0].quantity_original = 1

        def sign_first():
            takeover.action_ready()
            takeover.action_sign(SIGNATURE)

        sign = lambda: takeover.action_sign(SIGNATURE)  # noqa: E731
        yield takeover, [sign_first, sign, sign]
        discharges = self.env["property.archive.discharge"].with_user(self.hr_manager)
        leaver = self._create_person("leaver", "base.group_user", self.engineering)
        discharge = discharges.create(
            {
                "employee_id": leaver.employee_id.id,
                "manager_id": self.engineering_head.id,
                "successor_id": self.engineer.employee_id.id,
                "successor_ids": [
                    (
                        0,
                        0,
                        {
                            "category_id": self.papers.id,
                            "successor_id": self.clerk.employee_id.id,
                        },
                    )
                ],
            }
        )

        def sign_discharge():
            discharge.with_user(self.archivist).action_confirm()
            discharge.with_user(leaver).action_sign(SIGNATURE)

        yield (
            discharge,
            [
                sign_discharge,
                lambda: discharge.with_user(self.archivist).action_sign(SIGNATURE),
                lambda: discharge.with_user(self.engineering_head).action_sign(SIGNATURE),
            ],
        )
        self.env["property.archive.agreement"]._add_missing(self.company)
        agreement = self.env["property.archive.agreement"].search(
            [("employee_id", "=", self.engineer.employee_id.id)]
        )
        yield (
            agreement,
            [
                lambda: agreement.with_user(self.engineer).action_sign(
                    SIGNATURE, agreement.signing_text
                )
            ],
        )

    def _lending(self):
        key = self._file(
            category=self.env.ref("property_archive.category_key"),
            scope="company",
            medium="object",
            unit_id=self.unit.id,
            quantity=3,
        )
        shifts = self.env["property.archive.key.shift"].with_user(self.archivist)
        shift = shifts.create({"receiver_id": self.archivist2.id, "note": "the bell is broken"})
        shift.line_ids.filtered(lambda line: line.record_id == key).write(
            {"given": 2, "note": "one is at the locksmith's"}
        )
        shift.line_ids.filtered(lambda line: line.given < 0).action_as_expected()

        def take():
            taken = shift.with_user(self.archivist2)
            taken.note_taken = "one more is missing"
            for line in taken.line_ids:
                line.write({"taken": line.given - 1, "note_taken": "not on the hook"})
            taken.action_sign(SIGNATURE)

        yield shift, [lambda: shift.action_sign(SIGNATURE), take]
        line = self._ask_service(self._service_file(), submit=False)
        loan = line.loan_id
        yield loan, [lambda: loan.action_sign(SIGNATURE, loan.signing_text)]
        out = self._ask_service(self._service_file())
        self._approve(out)
        yield out, [lambda: self._hand_out(out), lambda: self._take_back(out)]

    def _disposals(self):
        self.company.archive_destruction_wait = 0
        batch = self._approved(self._filed())
        yield (
            batch,
            [
                lambda: batch.with_user(self.archivist2).action_sign(SIGNATURE),
                lambda: batch.with_user(self.auditor).action_sign(SIGNATURE),
            ],
        )
        record = self._filed()
        self.rule.write({"permanent": True, "period": 0})
        transfer = (
            self.env["property.archive.transfer"]
            .with_user(self.archivist)
            .create(
                {
                    "destination_id": self.owner.id,
                    "receiver_id": self.outsider.id,
                    "reason": "End of the year",
                }
            )
        )
        transfer.action_add_records(record.ids)
        transfer.action_submit()
        transfer.with_user(self.head).action_approve()
        transfer._write_package(io.BytesIO())
        yield (
            transfer,
            [
                lambda: transfer.action_sign(SIGNATURE),
                lambda: transfer.action_sign_outsider(SIGNATURE),
            ],
        )

    def _estates(self):
        self._of_garden()
        handing = self._written()

        def receive():
            handing.proof = self._proof_of(handing)
            handing.action_sign(SIGNATURE)

        sign = lambda: handing.action_sign(SIGNATURE)  # noqa: E731
        yield handing, [sign, sign, receive]

    # -- what can be changed, and by whom ----------------------------------------------------

    def _covered(self, document):
        """The document and its rows, by the name of the one2many."""
        rows = {
            name: document.sudo()[name]
            for name, field in document._fields.items()
            if field.type == "one2many"
            and getattr(self.env[field.comodel_name], "_signed_document", None)
            and field.inverse_name == self.env[field.comodel_name]._signed_document
        }
        return {None: document, **{name: found for name, found in rows.items() if found}}

    def _open_fields(self, document):
        """What somebody, whoever they are, may write on it now: model and field."""
        found = set()
        for part in self._covered(document).values():
            for user in self.everybody | self.env.user:
                mine = part.with_user(user)
                for name in mine._editable_fields():
                    try:
                        mine._check_names([name], mine._editable_fields())
                    except AccessError:
                        continue
                    found.add((part._name, name))
        return found

    def test_what_was_signed_is_changed_by_nobody(self):
        walked = set()
        for document, signatures in self._documents():
            walked.add(document._name)
            rows = {
                (document._name, name)
                for name, field in document._fields.items()
                if field.type == "one2many"
            }
            signers = {(document._name, name) for name in document._next_signers}
            before = set()
            for number, sign in enumerate(signatures, 1):
                with self.subTest(document=document._name, signature=number):
                    before |= self._open_fields(document)
                    sign()
                    self._forget()
                    self.assertTrue(document.sudo().signature_ids)
                    still = (before & self._open_fields(document)) - rows - signers
                    still -= self._open_because_empty(document) | SHOWN
                    if document._name == "property.archive.loan":
                        still -= {(document._name, n) for n in document._open_after_signature}
                    self.assertFalse(still, "written before and after a signature")
                    if number == 1:
                        self._attack(document, before - rows - signers - SHOWN)
        self.assertEqual(walked, self._signed_models())

    def _open_because_empty(self, document):
        """A custody agreement that was not there when the giver signed is added."""
        if document._name != "property.archive.handover" or document.sudo().agreement:
            return set()
        return {(document._name, "agreement"), (document._name, "agreement_name")}

    def _attack(self, document, closed):
        """By write, one2many, unlink and import: what was open before stays as it was signed."""
        closed = {
            (model, name)
            for model, name in closed
            if name not in self.env[model]._open_after_signature or model == document._name
        }
        parts = self._covered(document)
        for one2many, part in parts.items():
            names = {name for model, name in closed if model == part._name}
            names -= part._open_after_signature
            facts = part.sudo().read(sorted(names))
            for user in self.everybody:
                mine = part.with_user(user)[:1]
                for name in names:
                    value = mine.sudo()._fields[name].convert_to_write(mine.sudo()[name], mine)
                    for call in self._writes(document.with_user(user), mine, one2many, name, value):
                        self._refused(call)
                if one2many:
                    for call in (
                        mine.unlink,
                        mine.sudo().unlink,
                        mine.sudo().with_context(_force_unlink=True).unlink,
                        lambda m=mine: m.sudo().copy(),
                    ):
                        self._refused(call)
            part.invalidate_recordset()
            self.assertEqual(part.sudo().read(sorted(names)), facts)

    def _refused(self, call):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                call()
        except (UserError, IntegrityError):
            return
        self.fail("what is signed was changed")

    def _writes(self, document, row, one2many, name, value):
        yield lambda: row.write({name: value})
        yield lambda: row.sudo().write({name: value})
        if one2many:
            command = {one2many: [(1, row.id, {name: value})]}
            yield lambda: document.write(command)
            yield lambda: document.sudo().write(command)

    def test_rows_of_what_is_signed_are_covered_too(self):
        for model in self._signed_models():
            fields = self.env[model]._fields
            self.assertLessEqual(self.env[model]._open_after_signature, set(fields), model)
            self.assertLessEqual(
                set(self.env[model]._next_signers), self.env[model]._open_after_signature
            )
            for name in self.env[model]._open_after_signature:
                if fields[name].type == "one2many" and (model, name) not in NOT_COVERED:
                    rows = self.env[fields[name].comodel_name]
                    self.assertEqual(rows._signed_document, fields[name].inverse_name, name)

    def test_an_import_changes_nothing_that_is_signed(self):
        shift = next(one for one, _signs in self._lending())
        shift.action_sign(SIGNATURE)
        line = shift.line_ids[0]
        importing = line.with_user(self.archivist2).with_context(import_file=True)
        result = importing.load([".id", "note"], [[str(line.id), "nothing is missing"]])
        self.assertTrue(result["messages"])
        self.assertNotEqual(line.sudo().note, "nothing is missing")

    def test_cancelling_what_is_signed_takes_a_reason_and_is_logged(self):
        cancelled = set()
        for document, signatures in self._documents():
            if not hasattr(document, "action_cancel") or document._name in cancelled:
                continue
            if document._name in NEVER_CANCELLED or document._name == "property.archive.loan":
                continue
            if document._name == "property.archive.loan.line":
                continue
            with self.subTest(document._name):
                signatures[0]()
                self._forget()
                who = {
                    "property.archive.handover": self.clerk,
                    "property.archive.discharge": self.hr_manager,
                    "property.archive.estate.transfer": self.head,
                }.get(document._name, self.archivist)
                mine = document.with_user(who)
                for reason in (None, "  "):
                    ask = mine.action_cancel(reason)
                    self.assertEqual(ask["res_model"], "property.archive.reason.wizard")
                self.assertNotEqual(document.sudo().state, "cancelled")
                wizard = self.env["property.archive.reason.wizard"].with_user(who)
                wizard = wizard.with_context(**ask["context"]).create({"reason": "counted wrongly"})
                wizard.action_confirm()
                self.assertEqual(document.sudo().state, "cancelled")
                self.assertIn(
                    "counted wrongly",
                    {document.sudo()[n] for n in ("cancel_reason", "stop_reason") if n in document},
                )
                event = self.env["property.archive.log"].search(
                    [
                        ("action", "=", "signature_voided"),
                        ("res_model", "=", document._name),
                        ("res_id", "=", document.id),
                    ]
                )
                self.assertEqual(len(event), 1)
                cancelled.add(document._name)
        self.assertGreaterEqual(len(cancelled), 4)

    def test_another_supervisor_is_logged(self):
        *_first, (handover, signatures) = self._handovers()
        signatures[0]()
        signatures[1]()
        handover.with_user(self.archivist).supervisor_id = self.head
        event = self.env["property.archive.log"].search(
            [("action", "=", "signer_changed"), ("res_id", "=", handover.id)], order="id desc"
        )
        self.assertTrue(event)
        for user in (self.clerk, self.executive):
            with self.assertRaises(AccessError):
                handover.with_user(user).supervisor_id = self.archivist2
