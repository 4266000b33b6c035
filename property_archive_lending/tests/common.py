from odoo.addons.property_archive.tests.common import SIGNATURE, ArchiveCase


class LendingCase(ArchiveCase):
    """The small company with the shipped categories and policies in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        cls.owner_files = ref("property_archive.category_owner")
        cls.service_files = ref("property_archive.category_service")
        (cls.owner_files | cls.service_files).keeping_department_id = cls.service
        cls.manager_of_all = cls._create_person("gm", "base.group_user")
        cls.company.archive_general_manager_id = cls.manager_of_all

    def _service_file(self, **vals):
        """A filed property service file that every employee sees."""
        vals = {"scope": "company", "page_count": 12, **vals}
        return self._file(category=self.service_files, location=None, **vals).sudo()

    def _owner_file(self, **vals):
        """A filed owner file, top secret, of the unit."""
        for user in (self.clerk, self.archivist, self.archivist2):
            if not self.env["property.archive.clearance"].search_count([("user_id", "=", user.id)]):
                self._clear(user)
        vals = {
            "unit_id": self.unit.id,
            "partner_id": self.owner.id,
            "page_count": 30,
            "medium": "both",
            **vals,
        }
        return self._file(category=self.owner_files, **vals).sudo()

    def _file(self, location=None, **vals):
        record = self._draft(**vals)
        self._hand_over(record, location=location)
        self._forget()
        return record

    def _ask(self, user=None, submit=True, **vals):
        """A request of an employee; ``lines`` are the values of its lines.

        :return: its lines, in the employee's environment
        """
        lines = vals.pop("lines")
        loan = (
            self.env["property.archive.loan"]
            .with_user(user or self.engineer)
            .create(
                {
                    "purpose": "repair",
                    "line_ids": [(0, 0, line) for line in lines],
                    **vals,
                }
            )
        )
        if submit:
            loan.action_submit()
        return loan.line_ids

    def _ask_service(self, record, user=None, **vals):
        """Ask to borrow a record one sees."""
        vals = {"kind": "borrow", "lines": [{"requested_record_id": record.id}], **vals}
        return self._ask(user, **vals)

    def _ask_owner(self, user=None, **vals):
        """Ask to consult the unit's owner file in words."""
        vals = {
            "kind": "consult",
            "undertaking": SIGNATURE,
            "lines": [{"category_id": self.owner_files.id, "unit_id": self.unit.id}],
            **vals,
        }
        return self._ask(user, **vals)

    def _approve(self, line, user=None):
        line.with_user(user or self.engineering_head).action_approve()
        self._forget()

    def _hand_out(self, line, user=None, pages=12, **kwargs):
        kwargs = {
            "page_count": pages,
            "condition": "good",
            "borrower_signature": SIGNATURE,
            "archivist_signature": SIGNATURE,
            **kwargs,
        }
        result = line.with_user(user or self.archivist).action_hand_out(**kwargs)
        self._forget()
        return result

    def _take_back(self, line, user=None, pages=12, **kwargs):
        kwargs = {
            "page_count": pages,
            "condition": "good",
            "borrower_signature": SIGNATURE,
            "archivist_signature": SIGNATURE,
            **kwargs,
        }
        result = line.with_user(user or self.archivist).action_take_back(**kwargs)
        self._forget()
        return result

    def _lend(self, record, user=None, **vals):
        """A record that is out with an employee of the engineering department."""
        line = self._ask_service(record, user, **vals)
        self._approve(line)
        self._hand_out(line)
        return line
