import csv
import io

from odoo import api, fields, models
from odoo.tools import SQL

from ...jobs import next_page, run_steps
from .bag import safe_name
from .package import FILES, REGISTERS, TABLES
from .written_package import BATCH

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

    def _write_records(self, progress):
        """The next records, with their content as it is in the archive now."""
        records = self.env["property.archive.record"].with_context(active_test=False)
        return self._write_page(progress, records._search([]).select(), "files")

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
        return self._manifested(info, progress.get("header"))

    def _verified(self):
        self._check_current()
        self._write_protected({"date_written": fields.Datetime.now()})
