from odoo import api, models

from ...http import own_code, rendering_reader


class PropertyArchiveLog(models.Model):
    """Log what users read; the events are written when the request ends (requirement B6)."""

    _inherit = "property.archive.log"

    @api.model
    def _log_read(self, action, records, **detail):
        """Log that the current user read records at confidential level or above (B6).

        One event: for the record, or for the list when several are read at once. The events of a
        request are written together at its end, before the response is sent. Code that runs as
        superuser reads for the archive and not for a person.

        :param str action: ``viewed``, ``content`` or ``downloaded``
        :param records: ``property.archive.record``, of any level
        """
        if not records or (self.env.su and rendering_reader() is None):
            return
        levels = self.env["property.archive.level"]._confidential_ids()
        # a separate cache: the values fetched as superuser must not be readable for everybody
        records = records.sudo().browse(records.ids)
        with own_code():  # also for records that the reader of a text about them may not see
            records.fetch(["level_id", "company_id", "reference"])
        # plain values from the cache: no recordset for each field of a list
        level_of, company_of = (
            records._fields[name]._get_cache(records.env) for name in ("level_id", "company_id")
        )
        batches = {}
        for record_id in records.ids:
            if level_of.get(record_id) in levels:
                batches.setdefault(company_of[record_id], []).append(record_id)
        if not batches:
            return
        if sum(map(len, batches.values())) > 1:
            companies = self.env["res.company"]
            rows = [
                row
                for company, ids in batches.items()
                for row in self._rows(
                    f"{action}_list", companies.browse(company), {"ids": ids, **detail}
                )
            ]
        else:
            ((record_id,),) = batches.values()
            rows = self._rows(action, records.browse(record_id), detail)
        self._write_later(rows)

    @api.model
    def _log_asked(self, model, names):
        """Log that the current user searched documents by their texts (B6).

        :param model: any recordset of the model
        :param names: names of the fields searched, never the search words
        """
        detail = {"model": model._name, "fields": sorted(names)}
        self._write_later(self._rows("asked", self.env.company, detail))

    def _write_later(self, rows):
        precommit = self.env.cr.precommit
        if self._name not in precommit.data:
            precommit.data[self._name] = {}
            precommit.add(self._write_reads)
        precommit.data[self._name].update((row[1:], row) for row in rows)

    def _write_reads(self):
        with own_code():  # also for what a template read
            self._append(list(self.env.cr.precommit.data.pop(self._name, {}).values()))
