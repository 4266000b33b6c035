from freezegun import freeze_time

from odoo.tests import tagged

from ...models.rule.register_import import read_period
from ..common import RetentionCase

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = ("永久", "30年", "10年", "3年")


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRegisterImport(RetentionCase):
    """The column 保管期限 of a register: longer than the rules it holds, never shorter (E1)."""

    def test_the_longer_of_register_and_rule_holds(self):
        self._clear(self.archivist)
        lines = self.env["property.archive.import"].with_user(self.archivist)
        head = ["name", "category_code", "retention", "date_document", "date_filed"]
        words = ("永久", "30年", "1年", "定期10年", "很久", "")
        rows = [[f"甲{word}", "T-SRV", word, "2023-05-09", "2023-05-12"] for word in words]
        result = lines.load(head, rows)
        self.assertFalse(result["messages"])
        lines = lines.browse(result["ids"])
        lines.action_check()
        self.assertIn("很久", lines[4].error)
        self.assertEqual(
            [bool(line.question) for line in lines], [False, False, True] + 3 * [False]
        )
        lines[4].sudo().unlink()
        lines[2].accepted = True
        action = lines.action_confirm()
        self._forget()
        records = self.env["property.archive.record"].search(action["domain"], order="id")
        self.assertEqual(
            [str(record.date_retention_due or "") for record in records],
            ["", "2053-05-12", "2026-05-12", "2033-05-12", "2026-05-12"],
        )
        self.assertTrue(records[0].retention_permanent)

    def test_the_period_stands_in_the_template_and_in_the_catalogue(self):
        self._clear(self.archivist)
        lines = self.env["property.archive.import"].with_user(self.archivist)
        self.assertIn("retention", lines._column_names())
        head = ["name", "category_code", "retention", "date_document", "date_filed"]
        rows = [[f"甲{word}", "T-SRV", word, "2023-05-09", "2023-05-12"] for word in _KEPT]
        lines.load(head, rows)
        records = self.env["property.archive.record"]
        records = records.search(lines.action_confirm()["domain"], order="id")
        content = self.env["property.archive.register"].with_user(self.archivist)._write_xlsx(
            "records", records.ids
        )  # fmt: skip
        screen = self.env["base_import.import"].with_user(self.archivist)
        screen = screen.create(
            {"res_model": lines._name, "file": content, "file_name": "catalogue.xlsx",
             "file_type": _XLSX}
        )  # fmt: skip
        preview = screen.parse_preview({"has_headers": True, "quoting": '"'})
        fields = [False] * len(preview["headers"])
        for index, path in preview["matches"].items():
            fields[index] = "/".join(path)
        result = screen.execute_import(fields, preview["headers"], preview["options"])
        staged = lines.browse(result["ids"])
        self.assertEqual(
            [read_period(line.retention) for line in staged], [read_period(word) for word in _KEPT]
        )
