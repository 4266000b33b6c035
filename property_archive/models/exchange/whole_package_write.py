import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...jobs import next_page, run_steps
from .bag import safe_name
from .bag_writer import BagWriter, verify_lines
from .package import FILES, REGISTERS, TABLES

#: Records, or files, of one step, a transaction each.
BATCH = 50
#: Bytes that one step reads again.
_READ = 256 << 20
#: Files that are no piece of a record, and the versions before of those that are.
_OTHER_FILES = """
SELECT a.id FROM ir_attachment a
 WHERE a.res_model LIKE 'property.archive.%%' AND (a.res_field IS NOT NULL
       OR a.res_model <> 'property.archive.enclosure' OR EXISTS (
          SELECT FROM ir_attachment n WHERE n.res_model = a.res_model
             AND n.res_id = a.res_id AND n.res_field IS NULL AND n.id > a.id))
"""
#: What of Odoo's own tables is the archive's: by a name, the statement.
_OF_ODOO = {
    "zz_ir_attachment": "SELECT id, name, res_model, res_field, res_id, file_size, checksum,"
    " mimetype, create_date, create_uid FROM ir_attachment"
    " WHERE res_model LIKE 'property.archive.%' ORDER BY id",
    "zz_mail_message": "SELECT id, model, res_id, date, message_type, subject, body, author_id,"
    " create_uid FROM mail_message WHERE model LIKE 'property.archive.%' ORDER BY id",
}


class PropertyArchiveWholePackage(models.Model):
    """The job that writes the package: in steps, on from where it stopped (requirement G5)."""

    _inherit = "property.archive.whole.package"

    @api.model
    def _cron_write(self):
        """Job: write and verify the packages that were agreed to."""
        packages = self.sudo().search([("state", "in", ["writing", "verifying"])])
        for package in packages:
            run_steps(self.env, package._step)

    def _step(self):
        """Do the next part.

        What fails stands on the package, and is tried again by whoever reads it.

        :return: how many parts were done, and how many are left at least
        """
        self._lock_rows()
        if self.state not in ("writing", "verifying"):
            return 0, 0
        progress = dict(self.progress)
        package = self.with_context(lang=self.user_id.lang)
        try:
            with self.env.cr.savepoint():
                vals = getattr(package, f"_write_{progress['phase']}")(progress)
        except (UserError, OSError, ValueError) as error:
            self._write_protected({"state": "failed", "trouble": str(error)})
            self._tell("whole_package_failed")
            return 1, 0
        self._write_protected(vals)
        if vals.get("state") == "written":
            self._tell("whole_package_written", count=self.record_total)
        return 1, 0 if vals.get("state") == "written" else 1

    def _writer(self):
        return BagWriter(self._folder())

    def _write_records(self, progress):
        """The next records, with their content as it is in the archive now."""
        writer, packages = self._writer(), self.env["property.archive.package"]
        records = self.env["property.archive.record"].with_context(active_test=False)
        ids, _after = next_page(self.env, records._search([]).select(), progress["after"], BATCH)
        batch = records.browse(ids)
        if not batch:
            return {"progress": {**progress, "phase": "files", "after": 0}}
        with writer.batch(f"records_{batch[0].id:012}"):
            header = packages._write_payload(writer, batch)
        damaged = "\n".join(filter(None, [self.damaged or "", *writer.damaged]))
        return {
            "progress": {"phase": "records", "after": batch[-1].id, "header": header},
            "record_count": self.record_count + len(batch),
            "damaged": damaged or False,
        }

    def _write_files(self, progress):
        """The next files that are no piece of a record: versions, agreements, papers, notes."""
        ids, _after = next_page(self.env, SQL(_OTHER_FILES), progress["after"], BATCH)
        files = self.env["ir.attachment"].browse(ids)
        if not files:
            return {"progress": {**progress, "phase": "tables", "after": ""}}
        writer = self._writer()
        with writer.batch(f"files_{files[0].id:012}"):
            for file in files:
                name = safe_name(file.name, before=f"{file.res_id}_{file.id}_")
                with writer.open(f"{FILES}/{file.res_model}/{name}") as target:
                    target.write(file.with_prefetch().raw or b"")
                file.invalidate_recordset(["raw"], flush=False)
        return {"progress": {**progress, "after": files[-1].id}}

    def _write_tables(self, progress):
        """The next table of the archive, as the database has it: nothing is left out."""
        passing = [m._table for m in self.env.values() if m._transient]
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema::regnamespace"
            " AND relname LIKE 'property\\_archive%%' AND relname <> ALL(%s)",
            (passing,),
        )
        tables = sorted([*(row[0] for row in self.env.cr.fetchall()), *_OF_ODOO])
        table = next((name for name in tables if name > progress["after"]), None)
        if table is None:
            return {"progress": {**progress, "phase": "registers", "after": ""}}
        writer = self._writer()
        self.env.flush_all()
        of_odoo = _OF_ODOO.get(table)
        source = f"({of_odoo})" if of_odoo else SQL.identifier(table).code
        with writer.batch(f"table_{table}"):
            with writer.open(f"{TABLES}/{table.removeprefix('zz_')}.csv") as file:
                self.env.cr.copy_expert(f"COPY {source} TO STDOUT WITH (FORMAT csv, HEADER)", file)
            if table == tables[0]:
                self._write_columns(writer)
        return {"progress": {**progress, "after": table}}

    def _write_columns(self, writer):
        """What the columns of the tables mean, for whoever reads them without Odoo."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["table", "column", "type", "label", "refers to"])
        for name, model in sorted(self.env.items()):
            if not name.startswith("property.archive.") or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.store and field.column_type:
                    label = field.get_description(self.env, ["string"])["string"]
                    rows.writerow(
                        [model._table, field.name, field.type, label, field.comodel_name or ""]
                    )
        with writer.open(f"{TABLES}/columns.csv") as file:
            file.write(b"\xef\xbb\xbf" + text.getvalue().encode())

    def _write_registers(self, progress):
        """The next register, with the rows of all companies."""
        companies = self.env["res.company"].search([("id", "!=", False)])
        registers = self.env["property.archive.register"].with_context(
            allowed_company_ids=companies.ids
        )
        keys = sorted(
            key for key, one in registers._registers().items() if one.get("layout") != "form"
        )
        key = next((name for name in keys if name > progress["after"]), None)
        if key is None:
            return {"progress": {**progress, "phase": "finish"}}
        writer, stream = self._writer(), io.BytesIO()
        registers._export_xlsx(key, stream)
        with (
            writer.batch(f"register_{key}"),
            writer.open(f"{REGISTERS}/{key}.xlsx") as file,
        ):
            file.write(stream.getvalue())
        return {"progress": {**progress, "after": key}}

    def _write_finish(self, progress):
        """Write the manifests and finish writing."""
        company = self.user_id.company_id
        info = {
            "Source-Organization": company.name,
            "External-Description": f"Whole archive, {self.record_total} records",
            "Bagging-Date": fields.Date.to_string(company._archive_today()),
            "Contact-Name": f"{self.user_id.name}, {self.agreed_by_id.name}",
        }
        digest = self._writer().finish(info, progress.get("header") or ())
        return {
            "state": "verifying",
            "manifest_hash": digest,
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
        self._check_current()
        self._writer().close()
        return {"state": "written", "date_written": fields.Datetime.now(), "progress": False}
