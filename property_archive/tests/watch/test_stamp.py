import subprocess
import tempfile
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import LogCase

_OPENSSL = """
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """A time-stamping authority of its own: a root, a service, and real answers over HTTP."""

    def __init__(self, folder, name):
        self.folder = Path(folder)
        root_key, root = self._certificate(f"Root {name}", None, None)
        key, signer = self._certificate(f"Service {name}", root_key, root)
        self.root = root.public_bytes(serialization.Encoding.PEM).decode()
        self._write("signer.pem", signer.public_bytes(serialization.Encoding.PEM))
        self._write(
            "key.pem",
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        self._write("serial", b"01\n")
        self._write("openssl.cnf", _OPENSSL.format(folder=folder).encode())
        self.answers = self.reply
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.answers(body)
                self.send_response(200 if answer else 503)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                """Tests say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _write(self, name, data):
        (self.folder / name).write_bytes(data)

    def _certificate(self, name, issuer_key, issuer):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1))
            .not_valid_after(datetime(2120, 1, 1))
            .add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
        )
        if issuer:
            usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return key, builder.sign(issuer_key or key, hashes.SHA256())

    def reply(self, query):
        self._write("query.tsq", query)
        command = ["openssl", "ts", "-reply", "-config", "openssl.cnf", "-section", "service"]
        command += ["-queryfile", "query.tsq", "-signer", "signer.pem", "-inkey", "key.pem"]
        command += ["-out", "answer.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()


@tagged("post_install", "-at_install")
class TestStamp(LogCase):
    """Up to a stamp of a service outside the log is as it was that day (B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.authority = Authority(folder.name, "A")
        cls.addClassCleanup(cls.authority.server.server_close)
        cls.addClassCleanup(cls.authority.server.shutdown)
        cls.company.write(
            {
                "archive_stamp_url": cls.authority.url,
                "archive_stamp_certificates": cls.authority.root,
            }
        )
        cls.Stamp = cls.env["property.archive.log.stamp"].sudo()

    def setUp(self):
        super().setUp()
        self.authority.answers = self.authority.reply
        self.env["property.archive.log"]._log("exported", self.company)
        self._seal_all()

    def _stamp(self):
        self.Stamp._cron_stamp()
        return self.Stamp.search([("company_id", "=", self.company.id)])

    def _verify(self):
        seals = self.env["property.archive.log.seal"].with_user(self.head)
        return seals.action_verify()["params"]["message"]

    def test_the_end_of_the_log_is_stamped_once_and_verified(self):
        stamp = self._stamp()
        head = self.env["property.archive.log.head"].search([("company_id", "=", self.company.id)])
        self.assertEqual((stamp.position, stamp.hash), (head.position, head.hash))
        self.assertEqual(self._stamp(), stamp)
        message = self._verify()
        self.assertIn("1 time stamps hold", message)
        self.assertIn(f"{stamp.date:%Y-%m-%d %H:%M} UTC", message)

    def test_what_is_written_anew_is_found(self):
        stamp = self._stamp()
        self._tamper_stamp("hash", "0" * 64, stamp)
        with self.assertRaisesRegex(UserError, "is not what was stamped"):
            self._verify()

    def test_a_stamp_that_was_dated_back_is_found(self):
        stamp = self._stamp()
        self._tamper_stamp("date", "2020-01-01 00:00:00", stamp)
        with self.assertRaisesRegex(UserError, "is not what was stamped"):
            self._verify()

    def _tamper_stamp(self, column, value, stamp):
        self.env.cr.execute("ALTER TABLE property_archive_log_stamp DISABLE TRIGGER USER")
        self.env.cr.execute(
            f"UPDATE property_archive_log_stamp SET {column} = %s WHERE id = %s", (value, stamp.id)
        )
        self.env.cr.execute("ALTER TABLE property_archive_log_stamp ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_an_answer_that_does_not_hold_is_not_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            other = Authority(folder, "B")
            self.addCleanup(other.server.server_close)
            self.addCleanup(other.server.shutdown)
            for label, answers in {
                "nothing": lambda query: b"",
                "nonsense": lambda query: b"nonsense",
                "another authority": other.reply,
            }.items():
                with self.subTest(label), self.assertLogs("odoo.addons.property_archive") as logs:
                    self.authority.answers = answers
                    self.assertFalse(self._stamp())
                    self.assertIn("is not stamped", logs.output[0])
            message = self.env["mail.message"].search(
                [("partner_ids", "in", self.head.partner_id.ids)], limit=1
            )
            self.assertIn(self.authority.url, message.body)

    def test_an_old_answer_is_not_kept(self):
        asked = []

        def old(query):
            asked.append(query)
            return self.authority.reply(asked[0])

        self.authority.answers = old
        self.assertTrue(self._stamp())
        self.env["property.archive.log"]._log("exported", self.company)
        self._seal_all()
        with self.assertLogs("odoo.addons.property_archive"):
            self.assertEqual(len(self._stamp()), 1)

    def test_without_the_certificate_it_is_said(self):
        self._stamp()
        self.company.archive_stamp_certificates = False
        self.assertIn("1 time stamps were not checked", self._verify())

    def test_nobody_changes_a_stamp_and_the_service_is_told(self):
        stamp = self._stamp()
        for call in (
            lambda: stamp.write({"hash": "x"}),
            stamp.unlink,
            lambda: self.Stamp.create({"company_id": self.company.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.company.archive_stamp_url = "file:///etc/passwd"
        self.company.with_user(self.head).sudo().archive_stamp_url = "http://127.0.0.1:1/other"
        event = self.env["property.archive.log"].sudo().search([], limit=1)
        self.assertEqual((event.action, event.user_id), ("decision_rule_changed", self.head.id))
        self.assertIn("other", event.detail)
