import inspect

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ArchiveCase

_TEXTS = ("char", "text", "html", "json")


@tagged("post_install", "-at_install")
class TestReading(ArchiveCase):
    """Texts of records do not leave without a line in the log (requirement B6)."""

    def _read_models(self):
        """Models of the archive whose reading is logged."""
        mixin = type(self.env["property.archive.read"])
        for name in self.registry:
            model = self.env[name]
            if isinstance(model, mixin) and not model._abstract:
                yield model

    def test_whatever_is_logged_when_read_is_so_in_one_way(self):
        """A model that logs its reading by hand forgets a road."""
        mixin = type(self.env["property.archive.read"])
        for name in self.registry:
            model = self.env[name]
            if not name.startswith("property.archive.") or isinstance(model, mixin):
                continue
            for method in ("_read_format", "_export_rows"):
                by_hand = [
                    base.__module__
                    for base in type(model).mro()
                    if method in vars(base)
                    and base._name != "property.archive.guarded"
                    and "_log_read" in inspect.getsource(vars(base)[method])
                ]
                with self.subTest(model=name, method=method):
                    self.assertEqual(by_hand, [])

    def test_no_text_of_a_record_is_read_as_a_group(self):
        models = list(self._read_models())
        self.assertIn("property.archive.review", [model._name for model in models])
        reader = self.archivist
        for model in models:
            for name, field in model._fields.items():
                if not field.store or field.type not in _TEXTS or name in model._groupable_texts:
                    continue
                if field.groups and not reader.has_groups(field.groups):
                    continue
                with self.subTest(model=model._name, field=name):
                    self._forget()
                    documents = model.with_user(reader)
                    with self.assertRaises(UserError):
                        documents._read_group([], [name], ["__count"])
                    with self.assertRaises(UserError):
                        documents._read_group([], [], [f"{name}:array_agg"])

    def test_nor_through_a_document_that_points_at_it(self):
        reviews = self.env["property.archive.review"].with_user(self.archivist)
        with self.assertRaises(UserError):
            reviews._read_group([], ["record_id.name"], ["__count"])
