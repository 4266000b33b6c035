from odoo import api, models
from odoo.exceptions import UserError

#: Log events that do not change the content of a package.
_READ_ONLY = (
    "viewed",
    "viewed_list",
    "content",
    "content_list",
    "downloaded",
    "downloaded_list",
    "searched",
    "searched_list",
    "exported",
    "exported_list",
    "export",
    "packaged",
    "labelled",
    "uninstall_asked",
    "whole_package_asked",
    "whole_package_agreed",
    "whole_package_written",
    "whole_package_failed",
    "whole_package_taken",
    "whole_package_confirmed",
    "whole_package_removed",
)


class PropertyArchiveWholePackage(models.Model):
    """Whether the archive may be uninstalled: a package is there that holds all of it."""

    _inherit = "property.archive.whole.package"

    @api.model
    def _find_state(self):
        """State of the archive, to detect later changes: log events, records, files.

        :rtype: dict
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT (SELECT count(*) FROM property_archive_log WHERE action <> ALL(%s)),"
            " (SELECT concat_ws(' ', count(*), sum(hashtext(concat_ws(' ', id, reference, name,"
            " state, level_id, category_id, location_id, partner_id, employee_id)::text)::bigint))"
            " FROM property_archive_record),"
            " (SELECT concat_ws(' ', count(*), sum(hashtext(concat_ws(' ', id, record_id, name,"
            " present, sha256)::text)::bigint)) FROM property_archive_enclosure),"
            " (SELECT concat_ws(' ', count(*), max(id)) FROM ir_attachment"
            " WHERE res_model LIKE 'property.archive.%%')",
            (list(_READ_ONLY),),
        )
        return dict(
            zip(("events", "records", "pieces", "files"), self.env.cr.fetchone(), strict=True)
        )

    def _is_outdated(self):
        self.ensure_one()
        return self.sudo().found != self._find_state()

    def _check_current(self):
        """Raise when anything was done in the archive since the package was begun."""
        if self._is_outdated():
            raise UserError(
                self.env._(
                    "The archive went on since %s was begun, and the package does not hold it."
                    " Take a new one, while nobody works in the archive.",
                    self.display_name,
                )
            )

    @api.model
    def _forget_content(self):
        """Remove all packages from the server: content of theirs is destroyed (E6).

        Called before, so that no copy outlives what is certified as destroyed.
        """
        self.sudo().search(
            [("state", "in", ["writing", "verifying", "written", "confirmed", "failed"])]
        )._remove()

    @api.model
    def _count_filed(self):
        """How many records were ever filed, destroyed ones included."""
        return (
            self.env["property.archive.record"].sudo().search_count([("date_filed", "!=", False)])
        )

    @api.model
    def _check_uninstall(self):
        """Raise unless nothing was ever filed, or a confirmed package holds all of it.

        :raise UserError: saying what to do
        """
        count = self._count_filed()
        if not count:
            return
        package = self.sudo().search([("state", "=", "confirmed")], limit=1)
        if not package:
            raise UserError(
                self.env._(
                    "%s records were filed in this archive: uninstalling would destroy them, their"
                    " files and the log. An archive executive takes the whole archive along"
                    " first, under Archive → Configuration → Whole-Archive Package: a job writes"
                    " and verifies it, and once the executive has confirmed that it lies where"
                    " it is kept, the archive may be uninstalled.",
                    count,
                )
            )
        package._check_current()


class IrModuleModule(models.Model):
    """Check the conditions before the uninstall dialog of the archive opens (B6)."""

    _inherit = "ir.module.module"

    def _archive_may_uninstall(self):
        """An executive; any administrator where nothing was filed or a package is confirmed."""
        packages = self.env["property.archive.whole.package"].sudo()
        confirmed = packages.search_count([("state", "=", "confirmed")], limit=1)
        return super()._archive_may_uninstall() or confirmed or not packages._count_filed()

    def _archive_check_uninstall(self):
        result = super()._archive_check_uninstall()
        if "property_archive" in self.mapped("name"):
            self.env["property.archive.whole.package"]._check_uninstall()
        return result
