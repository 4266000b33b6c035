from odoo.fields import Command
from odoo.tests import tagged

from ..common import ArchiveCase

#: Decided on by the estate of the records.
_BY_ESTATE = ("property.archive.estate.transfer",)
_RECORD, _LEVEL = "property.archive.record", "property.archive.level"


@tagged("post_install", "-at_install")
class TestLevelsOfDecisions(ArchiveCase):
    """A decision about records is one of their highest level: no stand-in is above theirs (D4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.clerk, date_start="2025-12-31", date_end="2029-12-31")

    def _documents(self):
        """The models of documents that are decided on."""
        mixin = self.registry["property.archive.approval.mixin"]
        return [
            name
            for name, model in self.registry.items()
            if issubclass(model, mixin) and not model._abstract
        ]

    def _ways(self, model, records):
        """Values by which a document of a model holds records, or names a level."""
        for field in self.env[model]._fields.values():
            if not field.store or field.compute or field.name == "parent_id":
                continue
            if field.comodel_name == _LEVEL:
                yield field.name, {field.name: self.top_secret.id}
            elif field.comodel_name == _RECORD and field.type == "many2one":
                yield field.name, {field.name: records[-1].id}
            elif field.comodel_name == _RECORD and field.type == "many2many":
                yield field.name, {field.name: [Command.set(records.ids)]}
            elif field.type == "one2many" and field.comodel_name.startswith("property.archive."):
                lines = self.env[field.comodel_name]._fields
                line = lines.get("record_id")
                if line is None or line.comodel_name != _RECORD or not line.store:
                    continue
                # an estate is handed over with all its files, whether a line names them or not
                if model not in _BY_ESTATE and not line.compute:
                    values = [Command.create({"record_id": record.id}) for record in records]
                    yield field.name, {field.name: values}

    def test_each_document_has_the_highest_level_of_what_it_holds(self):
        records = self.env[_RECORD].concat(
            *(
                self._draft(level_id=level.id).sudo()
                for level in (self.internal, self.secret, self.top_secret)
            )
        )
        ways = 0
        for model in self._documents():
            found = list(self._ways(model, records))
            if model in _BY_ESTATE:
                continue
            self.assertTrue(found, f"{model} holds nothing that is decided on")
            for name, values in found:
                with self.subTest(model=model, field=name):
                    document = self.env[model].sudo().new(values)
                    level = document._approval_level()._origin
                    self.assertEqual(level, self.top_secret, f"{model}.{name}")
                    ways += 1
        self.assertGreater(ways, 3)

    def test_an_amendment_that_raises_is_one_of_the_higher_level(self):
        record = self._draft(level_id=self.internal.id)
        amendment = self.env["property.archive.amendment"].new(
            {
                "record_id": record.id,
                "value_ids": [
                    Command.create({"field_name": "level_id", "new_res_id": self.secret.id})
                ],
            }
        )
        self.assertEqual(amendment._approval_level()._origin, self.secret)
