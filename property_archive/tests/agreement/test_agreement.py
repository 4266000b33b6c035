import base64
import hashlib
import inspect
import json

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import SIGNATURE, ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestAgreement(ArchiveCase):
    """Every employee signs, and the list shows who has not (000 细则 6, J22)."""

    def setUp(self):
        super().setUp()
        self.env["property.archive.agreement"]._add_missing(self.company)

    def _agreements(self, user):
        return self.env["property.archive.agreement"].with_user(user)

    def test_everybody_signs_their_own_and_the_list_shows_who_has_not(self):
        action = self._agreements(self.engineer).action_open_mine()
        mine = self._agreements(self.engineer).browse(action["res_id"])
        mine.action_sign(SIGNATURE, mine.signing_text)
        self.assertEqual((mine.state, str(mine.date_signed)), ("signed", "2024-06-03"))
        self._agreements(self.head).action_open_list()
        listed = self._agreements(self.head).search([("state", "=", "open")])
        self.assertIn(self.clerk.employee_id, listed.sudo().employee_id)
        self.assertNotIn(self.engineer.employee_id, listed.sudo().employee_id)
        with self.assertRaises(UserError):
            mine.action_sign(SIGNATURE, mine.signing_text)

    def test_who_joined_today_finds_theirs_too(self):
        newcomer = self._create_person("newcomer", "base.group_user")
        action = self._agreements(newcomer).action_open_mine()
        mine = self._agreements(newcomer).browse(action["res_id"])
        self.assertEqual((mine.user_id, mine.state), (newcomer, "open"))
        stranger = new_test_user(self.env, login="test_stranger", groups="base.group_user")
        with self.assertRaises(UserError):
            self._agreements(stranger).action_open_mine()

    def test_the_list_has_who_joined_today(self):
        newcomer = self._create_person("newcomer", "base.group_user")
        self._agreements(self.head).action_open_list()
        listed = self._agreements(self.head).search([("state", "=", "open")])
        self.assertIn(newcomer.employee_id, listed.sudo().employee_id)

    def test_nobody_signs_for_somebody_else_or_sees_theirs(self):
        self._agreements(self.head).action_open_list()
        other = self._agreements(self.head).search(
            [("employee_id", "=", self.engineer.employee_id.id)]
        )
        with self.assertRaises(AccessError):
            other.action_sign(SIGNATURE)
        self.assertFalse(self._agreements(self.clerk).search([("id", "=", other.id)]))
        with self.assertRaises(AccessError):
            self._agreements(self.clerk).action_open_list()

    def test_what_was_signed_stays(self):
        self._agreements(self.head).action_open_list()
        agreement = self._agreements(self.head).search(
            [("employee_id", "=", self.engineer.employee_id.id)]
        )
        agreement.action_keep_paper(base64.b64encode(b"%PDF-1.4 signed"), "2024-06-01")
        self.assertEqual(agreement.state, "signed")
        with self.assertRaises(UserError):
            agreement.sudo().unlink()
        text = agreement.signing_text
        self.company.archive_agreement_text = "Another text"
        self.assertEqual(agreement.signing_text, text)

    def _mine(self):
        agreements = self._agreements(self.engineer)
        return agreements.browse(agreements.action_open_mine()["res_id"])

    def _dialog(self, action):
        """The signing dialog as the client opens it."""
        wizards = self.env[action["res_model"]].with_user(self.engineer)
        form = Form(wizards.with_context(**action["context"]))
        form.image = SIGNATURE
        return form

    def test_what_was_shown_is_signed_and_stays(self):
        self.company.archive_agreement_text = "I keep it to myself."
        mine = self._mine()
        self.assertEqual(mine.signing_text, "I keep it to myself.")
        form = self._dialog(mine.action_open_sign())
        self.assertEqual((form.text, form.changed), ("I keep it to myself.", False))
        form.save().action_confirm()
        signature = mine.signature_ids
        self.assertEqual(signature.text, "I keep it to myself.")
        self.assertEqual(signature.text_hash, hashlib.sha256(signature.text.encode()).hexdigest())
        self.company.archive_agreement_text = "I tell everybody."
        self.env.invalidate_all()
        self.assertEqual(mine.signing_text, "I keep it to myself.")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "property_archive.action_report_agreement", mine.ids
        )[0]
        self.assertIn("I keep it to myself.", html.decode())
        with self.assertRaises(AccessError):
            signature.sudo().write({"text": "I tell everybody."})

    def test_a_text_that_changed_while_it_was_read_is_shown_again(self):
        self.company.archive_agreement_text = "I keep it to myself."
        mine = self._mine()
        dialog = self._dialog(mine.action_open_sign()).save()
        self.company.archive_agreement_text = "I tell everybody."
        again = dialog.action_confirm()
        self.assertEqual(mine.state, "open")
        form = self._dialog(again)
        self.assertEqual((form.text, form.changed), ("I tell everybody.", True))
        for shown in ("I keep it to myself.", "", None):
            with self.assertRaises(UserError):
                mine.action_sign(SIGNATURE, shown)
        form.save().action_confirm()
        self.assertEqual(mine.signature_ids.text, "I tell everybody.")

    def test_each_document_that_consists_of_a_text_is_signed_as_it_was_shown(self):
        mixin = self.registry["property.archive.signature.mixin"]
        found = set()
        for name, model in self.registry.items():
            if not issubclass(model, mixin) or model._abstract:
                continue
            if model._text_to_sign is mixin._text_to_sign:
                continue
            found.add(name)
            self.assertIn("shown", inspect.signature(model.action_sign).parameters, name)
        self.assertIn("property.archive.agreement", found)

    def test_a_change_of_what_is_signed_is_logged_and_told(self):
        names = [
            name
            for name, field in self.env["res.company"]._fields.items()
            if name.startswith("archive_") and name.endswith("_text") and field.store
        ]
        self.assertEqual(len(names), 2)
        for name in names:
            last = self.env["property.archive.log"].search([], limit=1).id
            self.company.with_user(self.env.ref("base.user_admin")).write({name: f"New {name}"})
            event = self.env["property.archive.log"].search([("id", ">", last)])
            self.assertEqual((event.action, event.res_model), ("rights_changed", "res.company"))
            detail = json.loads(event.detail)
            self.assertEqual(detail["field"], name)
            digest = hashlib.sha256(f"New {name}".encode()).hexdigest()
            self.assertEqual((detail["before"], detail["after"]), (False, digest))
            told = self.env["mail.message"].search(
                [("partner_ids", "in", self.head.partner_id.ids)], order="id desc", limit=1
            )
            self.assertIn(digest, told.body)
