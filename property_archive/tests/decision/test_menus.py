from odoo.tests import new_test_user, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestMenus(ArchiveCase):
    """Each person sees the menus of what they do, and no others."""

    def _menus(self, user):
        """Names of the archive's menus that a user is shown, in English."""
        menus = self.env["ir.ui.menu"].with_user(user).with_context(lang="en_US")
        visible = menus._visible_menu_ids()
        found, level = set(), self.env.ref("property_archive.menu_root")
        while level:  # what hangs below a hidden menu is hidden too
            level = menus.search([("parent_id", "in", level.ids), ("id", "in", list(visible))])
            found.update(level.mapped("name"))
        return found

    def test_an_employee_sees_nothing_of_the_archives_own_work(self):
        user = new_test_user(self.env, "menu.plain", "base.group_user")
        menus = self._menus(user)
        self.assertLessEqual({"Overview", "My File"}, menus)
        self.assertFalse(
            menus
            & {"Records", "Retention", "Reports", "Decisions", "Care", "Configuration", "Penalties"}
        )

    def test_whoever_is_asked_to_decide_finds_the_lists(self):
        user = new_test_user(self.env, "menu.decider", "base.group_user")
        self.assertNotIn("Decisions", self._menus(user))
        user._archive_become_deciders()
        self.assertIn("Decisions", self._menus(user))
        # it opens menus and nothing else
        group = self.env.ref("property_archive.group_property_archive_decider")
        self.assertFalse(group.model_access)
        self.assertFalse(group.rule_groups)
        self.assertFalse(group.implied_ids)

    def test_my_file_opens_for_an_employee_without_any_group(self):
        user = new_test_user(self.env, "menu.own", "base.group_user")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action_own"
        )
        records = self.env["property.archive.record"].with_user(user)
        domain = [("employee_id.user_id", "=", user.id)]
        self.assertEqual(action["domain"], "[('employee_id.user_id', '=', uid)]")
        self.assertEqual(records.web_search_read(domain, {"reference": {}})["length"], 0)
