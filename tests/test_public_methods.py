"""Every public method of every document, called by id by whoever does not see it (B4).

Whoever has a session calls any public method of any model with any id and any argument.
What a call gives back must not hold a text of the document, and nothing may have changed.
"""

import inspect

from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .closed_documents import MARK, TITLE, ClosedDocuments


@tagged("post_install", "-at_install")
class TestPublicMethods(ClosedDocuments):
    def _methods(self, model):
        """Public methods that our addons say or say again."""
        names = set()
        for cls in type(model).__mro__:
            if cls.__module__.startswith("odoo.addons.property_archive"):
                names.update(name for name, value in vars(cls).items() if inspect.isroutine(value))
        for name in sorted(names):
            try:
                yield name, get_public_method(model, name)
            except (AttributeError, UserError):
                continue

    def _arguments(self, method, ids):
        if method.__name__ == "web_search_read":
            return [[], {"display_name": {}, "name": {}}]
        parameters = list(inspect.signature(method).parameters.values())[1:]
        given = []
        for parameter in parameters:
            if parameter.default is not parameter.empty or parameter.kind in (
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
            ):
                break
            name = parameter.name
            if name in ("vals", "values"):
                given.append({})
            elif name in ("vals_list", "domain", "field_names", "groupby"):
                given.append([])
            elif name in ("fields", "fnames"):
                given.append(["display_name"])
            elif name in ("fields_spec", "specification"):
                given.append({"display_name": {}})
            elif name == "field_name":
                given.append("company_id")
            elif name.endswith("ids"):
                given.append(list(ids))
            else:
                given.append(ids[0] if name.endswith("id") else "x")
        return given if getattr(method, "_api_model", False) else [list(ids), *given]

    def _state(self, model):
        self.env.cr.execute(
            f"SELECT md5(string_agg(t::text, '' ORDER BY id)), count(*) FROM {model._table} t"
        )
        return self.env.cr.fetchone()

    def _tells(self, text):
        return f"tells {text}"[:300] if MARK in text or TITLE in text else None

    def _call(self, model, name, arguments):
        """What a call does: gives something back, is refused, or breaks."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            self.env.invalidate_all()
            self.env["property.archive.access"]._forget()
            before = self._state(model)
            answer = call_kw(model, name, arguments, {})
            self.env.cr.flush()
            if self._state(model) != before:
                return "changes something"
            return self._tells(repr(answer))
        except UserError as error:  # and AccessError, ValidationError, MissingError
            return self._tells(str(error))
        except Exception as error:  # noqa: BLE001 (whatever breaks is a finding)
            return f"breaks: {type(error).__name__}: {error}"[:300]
        finally:
            self.env.cr.clear()
            savepoint.close(rollback=True)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_no_method_tells_or_does_anything(self):
        told = self._call(self.place.with_user(self.owner), "read", [self.place.ids, ["name"]])
        self.assertIn(f"tells [{{'id': {self.place.id}", told)  # it is noticed
        findings, calls, unmade = [], 0, []
        for name in self._documents():
            ids = self._make(name)
            if not ids:
                unmade.append(name)
            for user in self.roles:
                model = self.env[name].with_user(user)
                hidden = [i for i in ids if not model.browse(i).has_access("read")]
                # all states for one of them
                hidden = hidden if user == self.roles[0] else hidden[:1]
                for method_name, method in self._methods(model):
                    if method_name in ("create", "name_create", "onchange"):
                        continue  # of documents that are not there yet: test_new_forms and others
                    for document in hidden:
                        calls += 1
                        arguments = self._arguments(method, [document])
                        found = self._call(model, method_name, arguments)
                        if found:
                            findings.append(f"{user.login}: {name}.{method_name} {found}")
        self.assertFalse(unmade)
        self.assertFalse(findings, "\n".join(findings))
        self.assertGreater(calls, 500)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    @mute_logger("odoo.sql_db")
    def test_no_report_tells_anything(self):
        """``/report/pdf/<name>/<ids>`` renders whatever name and ids it is given."""
        reports = self.env["ir.actions.report"].search(
            [("report_name", "like", "property_archive")]
        )
        findings, calls = [], 0
        for report in reports.filtered(lambda report: report.model in set(self._documents())):
            for user in self.roles:
                model = self.env[report.model].with_user(user)
                ids = [
                    i for i in self._make(report.model) if not model.browse(i).has_access("read")
                ]
                for document in ids:
                    calls += 1
                    name = f"{user.login}: {report.report_name}"
                    try:
                        with self.env.cr.savepoint():
                            self.env.invalidate_all()
                            html = report.with_user(user)._render_qweb_html(
                                report.report_name, [document]
                            )[0]
                    except UserError as error:
                        html = str(error).encode()
                    if self._tells(html.decode()):
                        findings.append(f"{name} tells")
        self.assertFalse(findings, "\n".join(findings))
        self.assertGreater(calls, 10)
