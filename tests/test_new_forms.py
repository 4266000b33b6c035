from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged

_GROUP = "property_archive.group_property_archive_"


@tagged("post_install", "-at_install")
class TestNewForms(TransactionCase):
    """What the web client sends with a new document is what may be given with it.

    It sends each field of the form that is not read-only, with its default or empty.
    """

    def _sent(self, model):
        """Names of the fields that the client sends when a new document is saved."""
        arch = etree.fromstring(model.get_view(view_type="form")["arch"])
        if arch.get("create") in ("0", "false"):
            return set()
        fields = {
            node.get("name"): node.get("readonly") or ""
            for node in arch.iter("field")
            if not any(above.tag == "field" for above in node.iterancestors())
        }
        return {
            name
            for name, readonly in fields.items()
            if readonly not in ("1", "True")
            and not readonly.startswith("not id")
            and (readonly or not model._fields[name].readonly)
        }

    def test_a_new_document_can_be_saved(self):
        user = new_test_user(
            self.env, "forms", f"{_GROUP}manager,{_GROUP}executive,hr.group_hr_manager"
        )
        looked_at = 0
        for name in self.registry:
            model = self.env[name].with_user(user)
            if not hasattr(model, "_creatable_fields") or model._abstract:
                continue
            if model._transient or not model.has_access("create"):
                continue
            with self.subTest(model=name):
                looked_at += 1
                self.assertFalse(self._sent(model) - model._creatable_fields())
                # empty: the screen says “New”
                head = model.new(model.default_get(list(model._fields))).display_name or ""
                self.assertNotIn("False", head)
                self.assertNotEqual(head, "/")
        self.assertGreater(looked_at, 10)
