"""Each stored text, figure, date or link that may tell of a confidential record (B6).

By every way out: whoever reads, groups, exports, sorts by it or searches by it is named in the
log, or is refused. The registry says what there is: a model that is added is looked at by itself.
"""

from contextlib import suppress
from datetime import timedelta

from psycopg2 import Error

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .closed_documents import MARK, RECORD, TITLE, ClosedDocuments

ENCLOSURE = "property.archive.enclosure"
#: In numbers and in dates that are content.
NUMBER, YEAR = 987654, "1987"
_CONTENT = (MARK, TITLE, str(NUMBER), YEAR)
#: Texts about a whole batch or series of work, and not about one record; what points at no
#: record. Of these the log names who opens the lines.
_ABOUT_NO_RECORD = {
    "property.archive.filing.report",
    "property.archive.climate.day",
}


@tagged("post_install", "-at_install")
class TestReadingLogged(ClosedDocuments):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.piece = (
            cls.env[ENCLOSURE]
            .sudo()
            ._create_protected([{"record_id": cls.record.id, "name": TITLE}])
        )
        cls.record.sudo()._write_protected({"note": MARK})
        now = Datetime.now()
        cls.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "level_id": cls.env.ref("property_archive.level_top_secret").id,
                    "date_start": now - timedelta(days=9),
                    "date_end": now + timedelta(days=9),
                    "state": "granted",
                }
                for user in (cls.owner, cls.second)
            ]
        )
        cls.env.flush_all()
        cls.rows[ENCLOSURE] = cls.piece.ids
        # the personal file of the first is seen by them; the others work around it
        cls.readers = {
            "cleared archive head": cls.owner,
            "cleared colleague": cls.second,
            **{user.login: user for user in cls.roles},
            "administrator": cls.env.ref("base.user_admin"),
            "HR": new_test_user(cls.env, "reading_hr", "hr.group_hr_manager"),
        }

    def _link(self, documents):
        """Rows made by SQL are about the record in their lists of records too."""
        for pointer in documents._record_pointers():
            field = documents._fields[pointer]
            if field.type == "many2many":
                target = {RECORD: self.record, ENCLOSURE: self.piece}[field.comodel_name]
                for document in documents:
                    self.env.cr.execute(
                        f"INSERT INTO {field.relation} ({field.column1}, {field.column2})"
                        " VALUES (%s, %s) ON CONFLICT DO NOTHING",
                        (document.id, target.id),
                    )

    def _fill_in(self, documents, figures):
        """Rows made by SQL hold figures, dates and links that are found again in an answer."""
        for name in figures:
            field = documents._fields[name]
            value = {"date": f"{YEAR}-06-05", "datetime": f"{YEAR}-06-05 04:00:00"}.get(field.type)
            if field.type == "many2one":
                value = self._target(documents, field) or self._make(field.comodel_name)[0]
            with suppress(Error), mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    f'UPDATE {documents._table} SET "{name}" = %s WHERE id = ANY(%s)',
                    (value or NUMBER, documents.ids),
                )

    def _condition(self, name, field):
        if self.env[name]._fields[field].type in ("char", "text", "html", "json"):
            title = name in (RECORD, ENCLOSURE) and field == "name"
            return (field, "ilike", (TITLE if title else MARK)[:3])
        if self.env[name]._fields[field].type == "many2one":
            return (field, "in", self.env[name].sudo().browse(self.rows[name]).mapped(field).ids)
        return (field, "!=", False)

    def _ways(self, name, field, ids):
        """Calls as a client makes them: what they are, the model called and the arguments."""
        one = [("id", "in", ids)]
        has = [*one, self._condition(name, field)]
        kind = self.env[name]._fields[field].type
        yield "read", name, "read", [ids, [field]]
        yield "web_read", name, "web_read", [ids, {field: {}}]
        yield "search_read", name, "search_read", [one, [field]]
        yield "web_search_read", name, "web_search_read", [one, {field: {}}]
        yield "export", name, "export_data", [ids, [field]]
        yield "onchange", name, "onchange", [ids, {}, [], {field: {}}]
        yield "copy", name, "copy_data", [ids]
        yield "translations", name, "get_field_translations", [ids, field]
        yield "group", name, "formatted_read_group", [one, [field], ["__count"]]
        yield "old group", name, "read_group", [one, [field], [field]]
        for aggregate in ("array_agg", "max")[: 1 if kind.startswith("many2one") else 2]:
            yield (
                f"{aggregate}", name, "formatted_read_group", [one, [], [f"{field}:{aggregate}"]]
            )  # fmt: skip
        yield "list of groups", name, "web_read_group", [one, [field]]
        yield "sets", name, "formatted_read_grouping_sets", [one, [[field]], ["__count"]]
        yield "progress", name, "read_progress_bar", [
            one, field, {"field": field, "colors": {}}
        ]  # fmt: skip
        yield "panel", name, "search_panel_select_range", [field]
        yield "search", name, "search", [has]
        yield "count", name, "search_count", [has]
        yield "names found", name, "name_search", ["", has]
        yield "order", name, "search", [one, 0, None, f"{field} desc"]

    def _ways_around(self, name, field, ids):
        """The same from the documents that point at these."""
        _field, operator, asked = self._condition(name, field)
        for other in self._documents():
            for pointer, path in self.env[other]._fields.items():
                if not (path.store and path.relational and path.comodel_name == name):
                    continue
                above = self._make(other)
                if not above:
                    continue
                near = [("id", "in", above)]
                dotted = f"{pointer}.{field}"
                way = f"{other}.{pointer}"
                yield f"{way} search", other, "search", [[*near, (dotted, operator, asked)]]
                yield f"{way} order", other, "search", [near, 0, None, dotted]
                yield f"{way} group", other, "formatted_read_group", [near, [dotted], ["__count"]]
                yield f"{way} export", other, "export_data", [above, [dotted.replace(".", "/")]]
                yield f"{way} read", other, "web_read", [
                    above, {pointer: {"fields": {field: {}}}}
                ]  # fmt: skip

    def _told(self, user, way, model, method, arguments):
        """What a way tells, or nothing where it is refused; and whether the log has it."""
        self.env.invalidate_all()
        self.env["property.archive.access"]._forget()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            answer = call_kw(self.env[model].with_user(user), method, arguments, {})
            if "search" in way and "read" not in way or way in ("count", "order", "names found"):
                tells = bool(answer)
            else:
                tells = any(text in repr(answer) for text in _CONTENT)
            if not tells:
                return False, False
            self.env.cr.precommit.run()
            self.env.cr.execute(
                "SELECT count(*) FROM property_archive_log WHERE user_id = %s AND id > %s",
                (user.id, self.last),
            )
            return True, bool(self.env.cr.fetchone()[0])
        except (AccessError, UserError):
            return False, False
        finally:
            self.env.cr.clear()
            savepoint.close(rollback=True)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    @mute_logger("odoo.sql_db", "odoo.addons.property_archive.door")
    def test_each_text_by_each_way(self):
        self.env.cr.execute("SELECT max(id) FROM property_archive_log")
        self.last = self.env.cr.fetchone()[0] or 0
        findings, told, models, seen = [], 0, 0, set()
        for name in self._documents():
            figures = self.env[name]._confidential_figures()
            texts = self.env[name]._confidential_texts() | figures
            if not texts or name in _ABOUT_NO_RECORD:
                continue
            seen |= {f"{name}.{field}" for field in figures}
            models += 1
            ids = self._make(name)
            self.assertTrue(ids, name)
            self._link(self.env[name].sudo().browse(ids))
            self._fill_in(self.env[name].browse(ids), figures)
            for role, user in self.readers.items():
                mine = self.env[name].with_user(user).browse(ids)._filtered_access("read").ids
                for field in sorted(texts) if mine else sorted(texts)[:1]:
                    ways = [*self._ways(name, field, mine or ids)]
                    if field == min(texts) or field in figures:
                        ways += self._ways_around(name, field, mine or ids)
                    for way, model, method, arguments in ways:
                        tells, logged = self._told(user, way, model, method, arguments)
                        told += tells
                        if tells and not logged:
                            findings.append(f"{role}: {name}.{field} by {way}")
        self.assertFalse(findings, "\n".join(findings[:60]))
        self.assertGreater(models, 10)
        value = "property.archive.sheet.value"
        self.assertLessEqual({f"{value}.value_date", f"{value}.value_number"}, seen)
        self.assertGreater(told, 100)

    def test_what_points_at_a_record_is_among_them(self):
        """Texts of a model are left out by their names only: codes and hashes."""
        for name in self._documents():
            model = self.env[name]
            if name in _ABOUT_NO_RECORD or not model._record_pointers():
                continue
            texts = {
                key
                for key, field in model._fields.items()
                if field.store and field.column_type and field.type in ("char", "text", "html")
            }
            left_out = texts - model._confidential_texts()
            self.assertLessEqual(left_out, model._groupable_texts, name)
