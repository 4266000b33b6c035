import os
import shutil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...jobs import next_page
from .bag_writer import BagWriter, verify_lines

#: Records, or files, of one step, a transaction each.
BATCH = 50
#: Bytes that one step reads again.
_READ = 256 << 20


class PropertyArchiveWrittenPackage(models.AbstractModel):
    """A package that a job writes in steps and reads again, on from where it stopped (G5).

    It lies in the data directory of the server, for the account of Odoo only, and never in the
    attachments, where a right to read could open it. The document has a ``state``, which begins
    with ``writing`` and ends with ``written`` or ``failed``, and a method ``_write_<phase>``
    for each phase.
    """

    _name = "property.archive.written.package"
    _description = "Package Written by a Job"
    _inherit = ["property.archive.protected"]

    record_total = fields.Integer("Records", readonly=True, copy=False)
    record_count = fields.Integer("Records Written", readonly=True, copy=False)
    damaged = fields.Text(
        "Not as Filed",
        readonly=True,
        copy=False,
        help="Pieces whose file is missing or is not the one that was filed.",
    )
    trouble = fields.Char("What Went Wrong", readonly=True, copy=False)
    proof = fields.Char(
        "SHA-256 of the Manifest",
        copy=False,
        help="It stands in tagmanifest-sha256.txt of the package, before manifest-sha256.txt:"
        " whoever types it here has the package in their hands.",
    )
    manifest_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    progress = fields.Json("Where the Job Is", readonly=True, copy=False, groups=fields.NO_ACCESS)

    # -- for the document to define -----------------------------------------------------------

    def _folder_name(self):
        """Hook: name of the folder of this package, which no other one has.

        :rtype: str
        """
        raise NotImplementedError

    def _writing_language(self):
        """Hook: the language that what the job writes is in.

        :rtype: str
        """
        return self.env.lang

    def _tell_written(self, state):
        """Hook: say that the package is ``written``, or that it ``failed``.

        :param str state: either
        """

    # -- the folder ---------------------------------------------------------------------------

    def _folder(self):
        """Folder of the package, in the data directory that all Odoo servers share."""
        self.ensure_one()
        return os.path.join(
            config["data_dir"], "property_archive", self.env.cr.dbname, self._folder_name()
        )

    def _clear_folder(self):
        for folder in (self._folder(), f"{self._folder()}.lists"):
            shutil.rmtree(folder, ignore_errors=True)

    def _writer(self):
        return BagWriter(self._folder())

    def _check_proof(self):
        """Raise unless the proof is that of the package: who typed it has it in their hands."""
        if not self.sudo().manifest_hash or (
            (self.proof or "").strip().lower() != self.sudo().manifest_hash
        ):
            raise UserError(
                self.env._(
                    "This is not the SHA-256 of the manifest. Open the package where it is kept"
                    " from now on: it stands in tagmanifest-sha256.txt, before"
                    " manifest-sha256.txt."
                )
            )

    # -- the job ------------------------------------------------------------------------------

    @api.model
    def _begun(self, total):
        """Values of a package that is written from its beginning.

        :param int total: how many records it will hold
        """
        return {
            "state": "writing",
            "progress": {"phase": "records", "after": 0},
            "record_total": total,
            "record_count": 0,
            "damaged": False,
            "trouble": False,
            "proof": False,
            "manifest_hash": False,
        }

    def _step(self):
        """Do the next part.

        What fails stands on the package, and is tried again by whoever reads it.

        :return: how many parts were done, and how many are left at least
        """
        self._lock_rows()
        if self.state not in ("writing", "verifying"):
            return 0, 0
        progress = dict(self.progress)
        package = self.with_context(lang=self._writing_language())
        try:
            with self.env.cr.savepoint():
                vals = getattr(package, f"_write_{progress['phase']}")(progress)
        except (UserError, OSError, ValueError) as error:
            self._write_protected({"state": "failed", "trouble": str(error)})
            self._tell_written("failed")
            return 1, 0
        self._write_protected(vals)
        if vals.get("state") == "written":
            self._tell_written("written")
        return 1, 0 if vals.get("state") == "written" else 1

    def _write_page(self, progress, query, after):
        """Write the next records, with their content as it is in the archive now.

        :param dict progress: where the job is
        :param odoo.tools.SQL query: returns the ids of all records
        :param str after: the phase that comes when all are written
        :return: values of the package
        :rtype: dict
        """
        writer, packages = self._writer(), self.env["property.archive.package"]
        records = self.env["property.archive.record"].with_context(active_test=False)
        ids, _after = next_page(self.env, query, progress["after"], BATCH)
        batch = records.browse(ids)
        if not batch:
            return {"progress": {**progress, "phase": after, "after": 0}}
        with writer.batch(f"records_{batch[0].id:012}"):
            header = packages._write_payload(writer, batch)
        damaged = "\n".join(filter(None, [self.damaged or "", *writer.damaged]))
        return {
            "progress": {"phase": "records", "after": batch[-1].id, "header": header},
            "record_count": self.record_count + len(batch),
            "damaged": damaged or False,
        }

    def _manifested(self, info, header):
        """Write the manifests; what was written is read again next.

        :param dict info: what ``bag-info.txt`` says
        :param header: names of the columns of ``list.csv``
        :return: values of the package
        :rtype: dict
        """
        return {
            "state": "verifying",
            "manifest_hash": self._writer().finish(info, header or ()),
            "progress": {"phase": "verify", "after": 0},
        }

    def _write_verify(self, progress):
        """Read the next files again, and compare them with the manifest."""
        after, _count, wrong = verify_lines(self._folder(), progress["after"], _READ)
        if wrong:
            raise UserError(
                self.env._("These are not as they were written: %s", ", ".join(wrong[:5]))
            )
        if after is not None:
            return {"progress": {"phase": "verify", "after": after}}
        self._verified()
        self._writer().close()
        return {"state": "written", "progress": False}

    def _verified(self):
        """Hook: the package is as it was written.

        :raise UserError: when it is not what is wanted any more
        """
