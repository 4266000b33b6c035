from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...concurrency import claim_rows
from ...groups import ARCHIVIST
from ...jobs import run_batches

#: Rows that a job processes in one transaction.
_BATCH = 200


class PropertyArchiveProtected(models.AbstractModel):
    """Helpers for the operations of documents: locks, states, numbers and batches."""

    _inherit = "property.archive.protected"

    def _lock_rows(self):
        """Lock these rows, always in the order of their ids, waiting if necessary.

        The fields in :attr:`_lock_fields` are read again: the transaction that held the lock may
        have changed the document.
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
        """Lock these rows and write them, so that a concurrent later transaction is retried.

        For operations that decide on other rows than those locked: see
        :func:`odoo.addons.property_archive.concurrency.claim_rows`.
        """
        self._lock_rows()
        claim_rows(self)

    def _label(self, name):
        """The label of a selection value, as the user reads it.

        :param str name: of a selection field
        :rtype: str
        """
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    def _check_state(self, *states, rule=None):
        """Raise unless each of these documents is in one of the given states.

        The one state check: every operation on a document uses it.

        :param str states: allowed values of ``state``
        :param str rule: a sentence that says why other states are refused; without it, the message
            names the allowed states
        :raise UserError: names the document, its state, and the rule or the allowed states
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
        """Lock these documents, and check that they are in one of the given states.

        :param str states: allowed values of ``state``
        :param str access: operation that the current user must be allowed
        :raise AccessError: when the user is not allowed to
        :raise UserError: as :meth:`_check_state`
        """
        self.check_access(access)
        self._lock_rows()
        self.sudo()._check_state(*states)

    def _is_archivist(self):
        """Whether the current user may act as an archivist on these documents.

        :rtype: bool
        """
        return self.env.user.has_group(ARCHIVIST)

    def _check_archivist(self):
        """Raise unless the current user may act as an archivist on these documents."""
        if not self._is_archivist():
            raise UserError(
                self.env._(
                    "This is for the archivists of the company, and for whoever keeps these files"
                    " by a duty that runs."
                )
            )

    @api.model
    def _next_number(self, company, code=None):
        """The next number of a company's number series.

        :param company: ``res.company`` record
        :param str code: of the ``ir.sequence``, by default the name of the model
        :rtype: str
        """
        series = self.env["ir.sequence"]
        return series._archive_next(company, code or self._name, bearer=self._name)[0]

    @api.model
    def _run_in_batches(self, domain, order, method, size=_BATCH):
        """Call a method on all documents of a domain, in batches of one transaction each.

        The method must change its documents so that the domain no longer matches them: then a run
        that was interrupted continues with the rest. A document that somebody else has locked is
        left for later.

        :param domain: which documents
        :param str order: served by an index
        :param str method: name of the method
        :param int size: documents per call at most; 1 if the failure of one document must not undo
            the work on others
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
        """Open these documents with a given window action.

        :param str xmlid: external id of the ``ir.actions.act_window``
        :param values: override those of the action
        :return: the action: one document in its form, several in a list
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        if len(self) == 1:
            action |= {"res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"domain": [("id", "in", self.ids)]} | values
