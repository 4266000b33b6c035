import os
import shutil

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import MANAGER
from ...http import is_superuser_session

#: Free space beyond the files themselves that a package begins with.
_MARGIN = 256 << 20


class PropertyArchiveWholePackage(models.Model):
    """Request and approval by two people, and the steps after it (G5, B6)."""

    _inherit = "property.archive.whole.package"

    def action_ask(self):
        """Ask for the package, as an executive; the archive head is told."""
        self.ensure_one()
        self._check_executive()
        self._lock_in_state("draft")
        self._check_room()
        self.sudo()._write_protected({"state": "asked", "user_id": self.env.uid})
        self._tell("whole_package_asked")

    def _check_room(self):
        """Raise unless the files fit on the disk of the server."""
        folder = os.path.dirname(self._folder())
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.env.cr.execute(
            "SELECT COALESCE(sum(file_size), 0) FROM ir_attachment"
            " WHERE res_model LIKE 'property.archive.%'"
        )
        needed = int(self.env.cr.fetchone()[0]) + _MARGIN
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise UserError(
                self.env._(
                    "The package needs about %(needed)s MB in %(folder)s, and %(free)s MB are"
                    " free there. Make room first.",
                    needed=needed >> 20,
                    free=free >> 20,
                    folder=folder,
                )
            )

    def action_agree(self):
        """Agree, as an archive head other than who asked; the job begins to write."""
        self.ensure_one()
        user = self.env.user
        self._lock_in_state("asked")
        if is_superuser_session() or not user.has_group(MANAGER):
            raise AccessError(self.env._("An archive head agrees to it."))
        if user in self.sudo().user_id._archive_same_person():
            raise UserError(
                self.env._(
                    "%s asked for it: taking the whole archive along is the act of two people.",
                    self.sudo().user_id.name,
                )
            )
        self._begin(agreed_by_id=user.id)
        self._tell("whole_package_agreed")

    def action_again(self):
        """Go on where the job stopped.

        Where the archive went on meanwhile the package is begun anew. What would be in it is not
        what the two agreed on: it is asked for and agreed to again.
        """
        self.ensure_one()
        self._check_executive()
        self._lock_in_state("failed")
        if self._is_outdated():
            self._clear_folder()
            self.sudo()._write_protected(
                {
                    "state": "asked",
                    "user_id": self.env.uid,
                    "agreed_by_id": False,
                    "progress": False,
                    "found": False,
                    "record_count": 0,
                    "damaged": False,
                    "trouble": False,
                }
            )
            self._tell("whole_package_asked")
        else:
            verifying = (self.sudo().progress or {}).get("phase") == "verify"
            self.sudo()._write_protected(
                {"state": "verifying" if verifying else "writing", "trouble": False}
            )
            self.env.ref("property_archive.ir_cron_whole_package")._trigger()

    def action_confirm(self):
        """Confirm that the package lies where it is kept: the archive may be uninstalled.

        :raise UserError: when the proof is not that of the package, or the archive went on
        """
        self.ensure_one()
        self._check_executive()
        self._lock_in_state("written")
        self._check_proof()
        self._check_current()
        self.sudo()._write_protected(
            {"state": "confirmed", "date_confirmed": fields.Datetime.now()}
        )
        self._tell("whole_package_confirmed", sha256=self.sudo().manifest_hash)

    def action_remove(self):
        """Remove the package from the server."""
        self.ensure_one()
        self._check_executive()
        self._lock_in_state(
            "draft", "asked", "writing", "verifying", "written", "confirmed", "failed"
        )
        self.sudo()._remove()

    def action_download(self):
        """Download the package, made into a ZIP as it is sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/whole_package/{self.id}.zip",
            "target": "download",
        }

    def _take_along(self):
        """The folder of the package, for whoever takes it along now: logged and told.

        :rtype: str
        """
        self._check_executive()
        self._check_state("written", "confirmed")
        self._tell("whole_package_taken")
        return self._folder()

    def _begin(self, **vals):
        """Let the job write the package, from its beginning."""
        self._clear_folder()
        kept = self.env["property.archive.record"].sudo().search_count([])
        self.sudo()._write_protected(
            {
                **self._begun(kept),
                "found": self._find_state(),
                **vals,
            }
        )
        self.env.ref("property_archive.ir_cron_whole_package").sudo()._trigger()

    def _remove(self):
        for package in self:
            package._clear_folder()
        self._write_protected({"state": "removed", "manifest_hash": False, "proof": False})
        self._tell("whole_package_removed")

    def _tell(self, action, **detail):
        """Log what was done, and tell the archive heads and executives of it at once."""
        self.env["property.archive.log"]._alarm(action, self, **detail)
