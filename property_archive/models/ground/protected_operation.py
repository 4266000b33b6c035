from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...concurrency import claim_rows
from ...groups import ARCHIVIST
from ...jobs import run_batches

#: Rows a job works on in one transaction.
_BATCH = 200


class PropertyArchiveProtected(models.AbstractModel):
    """What the operations of a document have in common: rows, states, numbers, batches."""

    _inherit = "property.archive.protected"

    def _lock_rows(self):
        """Wait for and lock these rows, always in the order of their ids.

        What an operation decides on (:attr:`_lock_fields`) is read anew: whoever held the
        lock may have moved the document.
        """
        if not self:
            return
        self.flush_recordset()
        table = SQL.identifier(self._table)
        self.env.cr.execute(
            SQL("SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE", table, self.ids),
            log_exceptions=False,
        )
        self.invalidate_recordset(self._lock_fields, flush=False)

    def _claim_rows(self):
        """Lock these rows and write them: of two who claim one the later begins again.

        For operations that decide on other rows than the locked ones: see
        :func:`odoo.addons.property_archive.concurrency.claim_rows`.
        """
        self._lock_rows()
        claim_rows(self)

    def _label(self, name):
        """The value of a selection as the user reads it.

        :param str name: of a selection field
        :rtype: str
        """
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    def _check_state(self, *states, rule=None):
        """Raise unless each of these documents is in one of some states.

        The one check of a state: whatever is done to a document asks it here.

        :param str states: values of ``state``
        :param str rule: what holds in any other state, as a sentence; where there is none,
            the states are named in which it is possible
        :raise UserError: naming the document, the state it is in, and the rule or the
            states it would have to be in
        """
        for document in self:
            if document.state in states:
                continue
            labels = dict(self._fields["state"]._description_selection(self.env))
            if rule:
                raise UserError(
                    self.env._(
                        "%(document)s is “%(state)s”. %(rule)s",
                        document=document.display_name,
                        state=labels[document.state],
                        rule=rule,
                    )
                )
            raise UserError(
                self.env._(
                    "%(document)s is “%(state)s”: this is possible only while it is “%(wanted)s”.",
                    document=document.display_name,
                    state=labels[document.state],
                    wanted=" / ".join(labels[state] for state in states),
                )
            )

    def _lock_in_state(self, *states, access="read"):
        """Lock these documents, which must then be in one of some states.

        :param str states: values of ``state``
        :param str access: what the current user has to be allowed to do with them
        :raise AccessError: when they are not
        :raise UserError: as :meth:`_check_state`
        """
        self.check_access(access)
        self._lock_rows()
        self.sudo()._check_state(*states)

    def _is_archivist(self):
        """Whether the current user works on these documents as an archivist.

        :rtype: bool
        """
        return self.env.user.has_group(ARCHIVIST)

    def _check_archivist(self):
        """Raise unless the current user works on these documents as an archivist."""
        if not self._is_archivist():
            raise UserError(
                self.env._(
                    "This is for the archivists of the company, and for whoever keeps these files"
                    " by a duty that runs."
                )
            )

    @api.model
    def _next_number(self, company, code=None):
        """The next number of a company's series.

        :param company: ``res.company`` record
        :param str code: of the ``ir.sequence``, default the name of the model
        :rtype: str
        """
        series = self.env["ir.sequence"]
        return series._archive_next(company, code or self._name, bearer=self._name)[0]

    @api.model
    def _run_in_batches(self, domain, order, method, size=_BATCH):
        """Call a method on all documents of a domain, some in each transaction.

        The method takes its documents out of the domain: a run that is cut short goes on
        with the rest, and a document that somebody is working on is left for later.

        :param domain: which documents
        :param str order: served by an index
        :param str method: name of the method
        :param int size: how many documents a call is given at the most; one where the
            failure of one is not to undo what was done for others
        """
        documents = self.sudo().with_context(active_test=False)

        def batches():
            while batch := documents.search(domain, order=order, limit=_BATCH).try_lock_for_update(
                limit=size
            ):
                yield batch

        left = documents.search_count(domain)
        run_batches(self.env, batches(), lambda batch: getattr(batch, method)(), left)

    # -- screens ----------------------------------------------------------------------------

    def _open_with(self, xmlid, **values):
        """Show these documents with a window action of their own.

        :param str xmlid: external id of the ``ir.actions.act_window``
        :param values: put in place of those of the action
        :return: the action: one document in its form, several in a list
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        if len(self) == 1:
            action |= {"res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"domain": [("id", "in", self.ids)]} | values
