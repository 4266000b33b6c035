import os
import tempfile

from freezegun import freeze_time

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ...models.execution import destruction_execution
from ..common import RetentionCase

MARKER = b"MARKER-91be-WHEREVER-IT-LIES"


class Folder:
    """A storage as ``fsspec`` file systems are: a folder that may be out of reach."""

    def __init__(self, path):
        self.path = path
        self.reachable = True

    def full(self, path):
        if not self.reachable:
            raise RuntimeError("no route to the storage")
        return os.path.join(self.path, path)

    def info(self, path):
        return {"size": os.stat(self.full(path)).st_size}

    def rm(self, path):
        os.unlink(self.full(path))

    def invalidate_cache(self):
        """Nothing is remembered."""


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestDestructionStorage(RetentionCase):
    """Content goes from wherever it is kept, or nobody says that it is gone (E6)."""

    def _use_folder(self, known=True):
        """Keep new files in a folder under names such as ``vault://…``.

        Hooks in where OCA's ``fs_attachment`` does.

        :param bool known: whether the storage can be asked about its files
        """
        folder = Folder(self.enterContext(tempfile.TemporaryDirectory()))
        model = self.env.registry["ir.attachment"]

        def path(_model, _content, checksum):
            return f"vault://{checksum}", os.path.join(folder.path, checksum)

        def write(_model, content, checksum):
            name, full = path(_model, content, checksum)
            with open(full, "wb") as file:
                file.write(content)
            return name

        read_elsewhere = model._file_read

        def read(attachments, name, size=None):
            if not name.startswith("vault://"):
                return read_elsewhere(attachments, name, size)
            with open(os.path.join(folder.path, name.removeprefix("vault://")), "rb") as file:
                return file.read(size)

        self.patch(model, "_get_path", path)
        self.patch(model, "_file_write", write)
        self.patch(model, "_file_read", read)
        # marks for a later collection, as fs_attachment does
        self.patch(model, "_file_delete", lambda _model, _name: None)
        if known:
            model._get_storage_codes = lambda _model: ["vault"]
            self.addCleanup(delattr, model, "_get_storage_codes")
            model._fs_parse_store_fname = lambda _model, name: (
                folder,
                *name.split("://"),
            )
            self.addCleanup(delattr, model, "_fs_parse_store_fname")
        return folder

    def _marked(self, folder):
        """Files of a folder with the marker."""
        paths = [os.path.join(folder.path, name) for name in os.listdir(folder.path)]
        found = []
        for path in paths:
            with open(path, "rb") as file:
                if MARKER in file.read():
                    found.append(path)
        return found

    def test_content_in_the_database_goes_as_well(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        record = self._filed(content=MARKER)
        self.assertFalse(self._files(record).store_fname)
        self.assertTrue(self._found_in_database(MARKER.hex()))
        self._execute(self._ready(record))
        self.assertEqual(record.state, "destroyed")
        self.assertFalse(self._found_in_database(MARKER.hex()))

    def test_content_on_another_storage_goes_as_well(self):
        folder = self._use_folder()
        record = self._filed(content=MARKER)
        self.assertEqual(len(self._marked(folder)), 1)
        batch = self._ready(record)
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self.assertEqual(batch.line_ids.file_count, 1)
        self.assertFalse(self._marked(folder))
        self.assertFalse(self._found_in_database(MARKER.decode()))

    def test_the_same_bytes_stay_where_somebody_else_needs_them(self):
        folder = self._use_folder()
        record = self._filed(content=MARKER)
        vals = {"name": "copy", "res_model": "res.partner", "res_id": self.owner.id}
        other = self.env["ir.attachment"].create({**vals, "raw": MARKER})
        self.assertEqual(len(self._marked(folder)), 1)
        self._execute(self._ready(record))
        self.assertEqual(record.state, "destroyed")
        other.invalidate_recordset()
        self.assertEqual(other.raw, MARKER)

    def test_whoever_is_adding_files_is_waited_for(self):
        record = self._filed(content=MARKER)
        batch = self._ready(record)
        batch.with_user(self.archivist2).action_execute()
        self.patch(destruction_execution, "LOCK_TURNS", 1)
        with db_connect(self.env.cr.dbname).cursor() as adding:
            adding.execute("LOCK ir_attachment IN ROW EXCLUSIVE MODE")
            with self.assertNoLogs("odoo.sql_db", "WARNING"):
                self._after_commit()
            self.assertEqual((record.state, batch.progress), ("purging", 0))
            self.assertTrue(batch.sudo().line_ids.files_to_collect["names"])
        batch.with_user(self.archivist2).action_continue()
        self._after_commit()
        self.assertEqual((record.state, batch.progress), ("destroyed", 100))

    def test_a_storage_out_of_reach_keeps_the_line_open_until_it_answers(self):
        folder = self._use_folder()
        record = self._filed(content=MARKER)
        batch = self._interrupted(record)
        batch.sudo().line_ids._purge_content()
        folder.reachable = False
        batch.sudo().line_ids._verify_gone()
        self.assertEqual(record.state, "purging")
        self.assertIn("no route", batch.line_ids.collect_error)
        folder.reachable = True
        batch.sudo().line_ids._verify_gone()
        self.assertEqual(record.state, "destroyed")
        self.assertFalse(self._marked(folder))

    def test_a_storage_nobody_can_look_into_is_never_called_empty(self):
        folder = self._use_folder(known=False)
        record = self._filed(content=MARKER)
        batch = self._ready(record)
        self._execute(batch)
        self.assertEqual((record.state, batch.line_ids.state), ("purging", "purging"))
        self.assertIn("vault", batch.line_ids.collect_error)
        self.assertTrue(self._marked(folder))
        self.assertEqual(self._files(record).raw, MARKER)

    def test_a_file_that_is_read_from_elsewhere_is_never_called_gone(self):
        model = self.env.registry["ir.attachment"]
        record = self._filed(content=MARKER)
        self.patch(model, "_file_read", lambda _model, _name, _size=None: MARKER)
        os.unlink(self._path(self._files(record)))
        batch = self._ready(record)
        self._execute(batch)
        self.assertEqual(record.state, "purging")
        self.assertIn("nobody could prove", batch.line_ids.collect_error)

    def test_a_file_that_was_lost_before_does_not_stop_the_rest(self):
        record = self._filed(content=MARKER)
        os.unlink(self._path(self._files(record)))
        batch = self._ready(record)
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self.assertEqual(batch.line_ids.file_count, 0)
