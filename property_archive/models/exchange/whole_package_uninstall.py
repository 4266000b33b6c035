from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

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

#: Documents that are somebody's word or work, from the draft on, by their models.
_HELD = {
    "property.archive.record": [],
    "property.archive.handover": [],
    "property.archive.document": [],
    "property.archive.amendment": [],
    "property.archive.incident": [],
    "property.archive.takeover": [],
    "property.archive.discharge": [],
    "property.archive.import": [],
    "property.archive.agreement": [("state", "=", "signed")],
}
#: How many documents of a kind a refusal names.
_NAMED = 20


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
        found = dict(
            zip(("events", "records", "pieces", "files"), self.env.cr.fetchone(), strict=True)
        )
        for model in _HELD:
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(SQL("SELECT concat_ws(' ', count(*), max(id)) FROM %s", table))
            found[model] = self.env.cr.fetchone()[0]
        return found

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
    def _still_there(self):
        """What an uninstallation would lose: the first documents of each kind, and how many.

        :return: name of the kind, number and documents; what is not filed yet comes first
        :rtype: list(tuple)
        """
        found = []
        for model, domain in _HELD.items():
            documents = self.env[model].sudo().with_context(active_test=False)
            order = "date_filed nulls first, id" if model == "property.archive.record" else "id"
            if first := documents.search(domain, order=order, limit=_NAMED):
                label = self.env["ir.model"]._get(model).name
                found.append((label, documents.search_count(domain), first))
        return found

    @api.model
    def _say_still_there(self, found):
        """These documents in words, a line for each kind."""
        lines = []
        for label, count, documents in found:
            names = documents.mapped("display_name")
            if count > len(documents):
                names.append(self.env._("and %s more", count - len(documents)))
            lines.append(f"{label} ({count}): {', '.join(names)}")
        return "\n".join(lines)

    @api.model
    def _check_pending(self):
        """Raise while another package is under way: somebody waits for what would be gone."""
        pending = self.sudo().search([("state", "not in", ["confirmed", "removed"])])
        if pending:
            raise UserError(
                self.env._(
                    "These packages are not finished: %s. Finish them, or remove them from the"
                    " server, before the archive is uninstalled.",
                    ", ".join(f"{one.display_name} ({one._label('state')})" for one in pending),
                )
            )

    @api.model
    def _check_uninstall(self):
        """Raise unless nothing was ever entered, or a confirmed package holds all of it.

        :raise UserError: saying what to do
        """
        found = self._still_there()
        if not found:
            self._check_pending()
            return
        package = self.sudo().search([("state", "=", "confirmed")], limit=1)
        if not package:
            raise UserError(
                self.env._(
                    "In this archive there is what was filed, received or submitted: uninstalling"
                    " would destroy it, with its files and the log.\n%s\nAn archive executive takes"
                    " the whole archive along first, under Archive → Configuration → Whole-Archive"
                    " Package: a job writes and verifies it, and once the executive has confirmed"
                    " that it lies where it is kept, the archive may be uninstalled.",
                    self._say_still_there(found),
                )
            )
        package._check_current()
        self._check_pending()


class IrModuleModule(models.Model):
    """Check the conditions before the uninstall dialog of the archive opens (B6)."""

    _inherit = "ir.module.module"

    def _archive_may_uninstall(self):
        """An executive; any administrator where nothing was entered or a package is confirmed."""
        packages = self.env["property.archive.whole.package"].sudo()
        confirmed = packages.search_count([("state", "=", "confirmed")], limit=1)
        return super()._archive_may_uninstall() or confirmed or not packages._still_there()

    def _archive_check_uninstall(self):
        result = super()._archive_check_uninstall()
        if "property_archive" in self.mapped("name"):
            self.env["property.archive.whole.package"]._check_uninstall()
        return result
