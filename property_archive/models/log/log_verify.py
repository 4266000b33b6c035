import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...groups import MANAGER
from ...notify import ask_to_do
from .log_seal import BATCH, LOG_COLUMNS

_logger = logging.getLogger(__name__)


class PropertyArchiveLogSeal(models.Model):
    """Verify that the log is unchanged since it was sealed (requirement B6)."""

    _inherit = "property.archive.log.seal"

    @api.model
    def _verify(self, company_ids=None):
        """Check every sealed row against its hash, and that no row is missing or added.

        Events written since the last sealing are not checked.

        :param company_ids: only these companies, default all
        :return: ``rows`` checked, the ``heads`` by company, and ``errors``: dicts with
            ``company_id``, ``position``, ``log_id`` and ``error`` (``changed``,
            ``removed``, ``inserted``, ``gap``, ``cut`` or ``head``); and in ``foreign`` the
            same of events whose key is not on this server
        :rtype: dict
        """
        cr = self.env.cr
        errors, foreign, count, heads = [], [], 0, {}
        self._declare_cursor(company_ids)
        while True:
            cr.execute("FETCH 20000 FROM property_archive_verify")
            rows = cr.fetchall()
            if not rows:
                break
            # two plain index scans: a join's plan would depend on statistics
            cr.execute(
                f"SELECT {LOG_COLUMNS} FROM property_archive_log l WHERE l.id = ANY(%s)",
                ([row[2] for row in rows],),
            )
            events = {row[0]: row for row in cr.fetchall()}
            for company, position, log_id, digest, late, finding in rows:
                row = events.get(log_id)
                count += 1
                before, previous = heads.get(company, (0, ""))
                heads[company] = (position, digest)
                kind = None
                if position != before + 1:
                    kind = "gap"
                elif row is None:
                    kind = "removed"
                elif self._digest(previous, row, finding) != digest:
                    kind = "changed"
                elif late:
                    kind = "inserted"
                if not (kind or finding):
                    continue
                for wrong in [f"{kind} {log_id}"] if kind else finding.split(","):
                    kind, number = wrong.split(" ")
                    (foreign if kind == "foreign" else errors).append(
                        {
                            "company_id": company,
                            "position": position,
                            "log_id": int(number),
                            "error": kind,
                        }
                    )
        cr.execute("CLOSE property_archive_verify")
        errors += self._find_unsealed(company_ids)
        errors += self.env["property.archive.log.head"]._compare(heads, company_ids)
        return {"rows": count, "heads": heads, "errors": errors, "foreign": foreign}

    def _declare_cursor(self, company_ids):
        self.env.cr.execute(
            "DECLARE property_archive_verify NO SCROLL CURSOR FOR"
            " SELECT company_id, position, log_id, hash, late, finding"
            " FROM property_archive_log_seal"
            " WHERE %s::int[] IS NULL OR company_id = ANY(%s) ORDER BY company_id, position",
            (company_ids, company_ids),
        )

    def _find_unsealed(self, company_ids):
        """Old rows that no sealing ever saw: they were inserted later."""
        self.env.cr.execute(
            """
            SELECT l.company_id, l.id FROM property_archive_log l
             WHERE l.id < (SELECT max(log_id) FROM property_archive_log_seal) - %s
               AND (%s::int[] IS NULL OR l.company_id = ANY(%s))
               AND NOT EXISTS (SELECT FROM property_archive_log_seal s WHERE s.log_id = l.id)
          ORDER BY l.id
            """,
            (BATCH * 10, company_ids, company_ids),
        )
        return [
            {
                "company_id": company,
                "position": 0,
                "log_id": log_id,
                "error": "inserted",
            }
            for company, log_id in self.env.cr.fetchall()
        ]

    @api.model
    def _cron_verify(self):
        """Job: verify all chains each night and report errors to the archive heads."""
        self._seal_all()
        result = self._verify()
        for company, (position, digest) in result["heads"].items():
            # in the server log, outside the database: an auditor can compare it with the chain
            # later
            _logger.info("log of company %s: sealed up to %s, %s", company, position, digest)
        for error in result["errors"]:
            _logger.error("log of company %(company_id)s: event %(log_id)s %(error)s", error)
        for company in (
            self.env["res.company"]
            .sudo()
            .browse({error["company_id"] for error in result["errors"]})
            .exists()
        ):
            errors = [e for e in result["errors"] if e["company_id"] == company.id]
            ask_to_do(
                company.partner_id,
                "mail.mail_activity_data_warning",
                company.archive_head_id or self.env.user,
                lambda env: env._("The archive log was tampered with"),
                company._archive_today(),
                lambda env, errors=errors: self.with_env(env)._describe(errors),
            )
        return result

    def _describe(self, errors):
        kinds = {
            "changed": self.env._("changed"),
            "removed": self.env._("removed"),
            "inserted": self.env._("inserted afterwards"),
            "gap": self.env._("seal missing before it"),
            "head": self.env._("not the end of the log that was noted when it was sealed"),
        }
        texts = []
        for error in errors[:50]:
            if error["error"] == "cut":
                what = self.env._(
                    "removed with its seal, the newest of %s that are missing at the end",
                    error["count"],
                )
            else:
                what = kinds[error["error"]]
            texts.append(self.env._("event %(id)s: %(what)s", id=error["log_id"], what=what))
        return ", ".join(texts)

    @api.model
    def action_verify(self):
        """Seal the newest events, then verify the log of the user's companies.

        :return: a notification with the result
        :raise UserError: names the events that were changed, removed or inserted
        """
        result = self._verify_now(self.env.companies)
        message = self.env._(
            "%(count)s sealed events verified. Noted down, this proves later that nothing was"
            " cut off or written anew: %(heads)s",
            count=result["rows"],
            heads=self._head_text(result["heads"]) or "–",
        )
        message = " ".join(filter(None, [message, self._proved_text(result)]))
        if result["foreign"]:
            ids = sorted(error["log_id"] for error in result["foreign"])
            message += " " + self.env._(
                "%(count)s events are signed with a key that this server does not have, from"
                " event %(first)s to %(last)s: give all servers the same archive_log_key.",
                count=len(ids),
                first=ids[0],
                last=ids[-1],
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if result["foreign"] else "success",
                "sticky": True,
                "title": self.env._("The archive log is whole"),
                "message": message,
            },
        }

    def _proved_text(self, result):
        """Hook: text that says since when the log is proved by somebody outside.

        :param dict result: as returned by :meth:`_verify_now`
        :rtype: str
        """
        return ""

    def _verify_now(self, companies):
        """Verify the log for the archive head; raise when something is wrong.

        :return: as :meth:`_verify`
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only the archive head verifies the log."))
        seals = self.sudo()
        seals._seal_all()
        result = seals._verify(companies.ids)
        if result["errors"]:
            raise UserError(
                self.env._(
                    "The archive log does not hold: %s. Keep the database as it is and restore"
                    " a back-up beside it to compare.",
                    self._describe(result["errors"]),
                )
            )
        return result

    @api.model
    def _head_text(self, heads):
        """Ends of chains as text: ``2: 1234-0f3a…``, without the company if there is only one.

        :param dict heads: position and hash by company
        """
        texts = [
            (company, f"{position}-{digest[:16]}")
            for company, (position, digest) in sorted(heads.items())
        ]
        if len(texts) == 1:
            return texts[0][1]
        names = self.env["res.company"].sudo().browse([company for company, _text in texts])
        known = {company.id: company.name for company in names.exists()}
        return ", ".join(f"{known.get(company, company)}: {text}" for company, text in texts)
