from odoo import fields

from odoo.addons.property_archive.tests.common import SIGNATURE, ArchiveCase

__all__ = ["SIGNATURE", "RetentionCase"]


class RetentionCase(ArchiveCase):
    """Rules for the categories of the tests, and builders for destructions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["property.archive.retention.rule"].create(
            {"category_id": cls.papers.id, "event": "filed", "period": 3}
        )
        cls.outsider = cls.env["res.partner"].create({"name": "Outside witness"})
        cls.auditor = cls._create_person("auditor", "base.group_user", cls.engineering)
        cls.company.archive_destruction_wait = 7

    def _filed(self, date="2020-06-01", **vals):
        """A record filed on a date, in the archivist's environment."""
        record = self._file(**vals)
        record.sudo()._write_protected({"date_filed": date})
        return record.with_user(self.archivist)

    def _people(self):
        """Who executes and supervises, as values of a destruction."""
        supervisors = self.auditor.partner_id | self.outsider
        return {
            "executor_id": self.archivist2.id,
            "supervisor_ids": [fields.Command.set(supervisors.ids)],
        }

    def _batch(self, records=None, **vals):
        """A draft batch of due records with everybody named, in the requester's environment."""
        batch = (
            self.env["property.archive.destruction"]
            .with_user(self.archivist)
            .create(
                {
                    "reason": "Period over",
                    "method": "shred",
                    **self._people(),
                    **vals,
                }
            )
        )
        batch.action_add_records((records or self._filed()).ids)
        batch.action_opinion_destroy()
        batch.with_user(self.archivist2).action_appraised()
        return batch

    def _approved(self, records=None, **vals):
        """A batch that both have approved and that waits."""
        batch = self._batch(records, **vals)
        batch.action_submit()
        batch.with_user(self.service_head).action_approve()
        batch.with_user(self.executive).action_approve()
        return batch

    def _sign_all(self, batch):
        """Executor and both supervisors sign in the phase that is on."""
        batch.with_user(self.archivist2).action_sign(SIGNATURE)
        batch.with_user(self.auditor).action_sign(SIGNATURE)
        batch.with_user(self.archivist2).action_sign_outsider(self.outsider.id, SIGNATURE)

    def _ready(self, records=None, **vals):
        """A batch past its waiting period, signed before; execution may begin."""
        self.company.archive_destruction_wait = 0
        batch = self._approved(records, **vals)
        self._sign_all(batch)
        return batch

    def _execute(self, batch):
        """Execute and let happen what follows the commit."""
        batch.with_user(self.archivist2).action_execute()
        self._after_commit()

    def _interrupted(self, records):
        """A batch that is marked, and whose process is killed right after."""
        batch = self._ready(records)
        batch.with_user(self.archivist2).action_execute()
        self.env.cr.postcommit.clear()
        return batch

    def _after_commit(self):
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        # what a test writes goes with it
        self.env["property.archive.log"]._events_to_name().clear()
        self._forget()

    def _hold(self, records=None, user=None, place=True, **vals):
        """A hold in force, in its owner's environment."""
        hold = (
            self.env["property.archive.hold"]
            .with_user(user or self.archivist)
            .create(
                {
                    "reason": "Lawsuit",
                    "date_review": "2024-12-01",
                    "seed_ids": [fields.Command.set(records.ids if records else [])],
                    **vals,
                }
            )
        )
        if place:
            hold.action_place()
            self._forget()
        return hold

    def _lift(self, hold):
        hold.action_lift("Over")
        hold.with_user(self.head).action_approve()

    # -- files ------------------------------------------------------------------------------

    def _path(self, attachment):
        return attachment._full_path(attachment.store_fname)

    def _files(self, record):
        return (
            self.env["ir.attachment"]
            .sudo()
            .browse(record.sudo()._content_attachments().get(record.id, []))
        )

    def _found_in_database(self, text):
        """Tables of the database in which a text stands."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1',
                (f"%{text}%",),
            )
            if self.env.cr.fetchone():
                found.append(table)
        return found
