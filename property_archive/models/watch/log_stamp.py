import logging
from base64 import b64decode, b64encode

import requests

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import stamping
from ...notify import tell

_logger = logging.getLogger(__name__)
_GUARD = """
DROP TRIGGER IF EXISTS property_archive_log_stamp_append_only ON property_archive_log_stamp;
CREATE TRIGGER property_archive_log_stamp_append_only
    BEFORE UPDATE OR DELETE ON property_archive_log_stamp
    FOR EACH ROW EXECUTE FUNCTION property_archive_refuse();
DROP TRIGGER IF EXISTS property_archive_log_stamp_no_truncate ON property_archive_log_stamp;
CREATE TRIGGER property_archive_log_stamp_no_truncate
    BEFORE TRUNCATE ON property_archive_log_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_refuse();
"""
#: Timeout of a request to the service, in seconds.
_TIMEOUT = 20


class PropertyArchiveLogStamp(models.Model):
    """The end of a chain, time-stamped by an outside service (RFC 3161, B6).

    Somebody with the database, the key and every mailbox could rewrite the log, but could not get a
    time stamp of the past. So each stamp proves that the log is unchanged up to it.
    """

    _name = "property.archive.log.stamp"
    _description = "Time Stamp of the Archive Log"
    _inherit = ["property.archive.log.owned"]
    _guard = _GUARD
    _log_access = False
    _order = "id desc"
    _rec_name = "position"

    company_id = fields.Integer("Company ID", required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True)
    hash = fields.Char("Seal", required=True, readonly=True)
    date = fields.Datetime("Stamped On", required=True, readonly=True)
    token = fields.Binary("Answer of the Service", attachment=False, required=True, readonly=True)
    token_name = fields.Char(compute="_compute_token_name")

    _company_idx = models.Index("(company_id, position)")

    @api.depends("position")
    def _compute_token_name(self):
        for stamp in self:
            stamp.token_name = f"{stamp.company_id}-{stamp.position}.tsr"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log is stamped by its own job."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A time stamp cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A time stamp cannot be deleted."))

    @api.model
    def _message(self, company_id, position, digest):
        """The message to stamp: the end of a chain.

        :rtype: bytes
        """
        return f"property_archive {company_id} {position}-{digest}".encode()

    # -- stamping ---------------------------------------------------------------------------

    @api.model
    def _cron_stamp(self):
        """Job: get a time stamp for each chain that has grown, once a day."""
        self.env["property.archive.log.head"].invalidate_model()  # it is updated by SQL
        companies = self.env["res.company"]._archive_companies()
        for company in companies.filtered("archive_stamp_url"):
            head = self.env["property.archive.log.head"].sudo()
            head = head.search([("company_id", "=", company.id)])
            last = self.sudo().search([("company_id", "=", company.id)], limit=1)
            if not head or last.position >= head.position:
                continue
            try:
                self._stamp(company, head.position, head.hash)
            except (requests.RequestException, stamping.StampError) as error:
                _logger.warning("log of company %s is not stamped: %s", company.id, error)
                self._tell_unstamped(company, error)

    def _tell_unstamped(self, company, error):
        user = company.archive_head_id
        env = self.with_context(lang=user.lang).env
        subject = env._("The archive log was not stamped today")
        text = env._(
            "%(service)s answered: %(error)s", service=company.archive_stamp_url, error=error
        )
        tell(env, user.partner_id, subject, [text])

    @api.model
    def _stamp(self, company, position, digest):
        """Request a time stamp for the end of a chain, and store the answer if it is valid.

        :param company: ``res.company``
        :param int position: position of the newest seal
        :param str digest: that seal
        :raise StampError: when the answer is invalid
        :raise requests.RequestException: when the service does not answer
        """
        message = self._message(company.id, position, digest)
        request = stamping.request(message)
        answer = requests.post(
            company.archive_stamp_url,
            data=request.as_bytes(),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=_TIMEOUT,
        )
        answer.raise_for_status()
        certificates = company.archive_stamp_certificates
        date = stamping.check(answer.content, message, certificates, request.nonce)
        self.env.cr.execute(
            "INSERT INTO property_archive_log_stamp (company_id, position, hash, date, token)"
            " VALUES (%s, %s, %s, %s, %s)",
            (company.id, position, digest, date, b64encode(answer.content)),
        )

    # -- verifying --------------------------------------------------------------------------

    @api.model
    def _check(self, companies):
        """Check every stamp of these companies against its seal and the service's certificate.

        :param companies: ``res.company``
        :return: the valid stamps by company id, oldest first, and the stamps that cannot be checked
        :rtype: tuple(dict, property.archive.log.stamp)
        :raise UserError: names the invalid stamps
        """
        whole = self.sudo().with_context(bin_size=False)
        stamps = whole.search([("company_id", "in", companies.ids)], order="id")
        self.env.cr.execute(
            "SELECT t.id FROM property_archive_log_stamp t JOIN property_archive_log_seal s"
            " USING (company_id, position) WHERE s.hash = t.hash AND t.id = ANY(%s)",
            (stamps.ids,),
        )
        sealed = {row[0] for row in self.env.cr.fetchall()}
        certificates = {c.id: c.sudo().archive_stamp_certificates for c in companies}
        held, wrong, unknown = {}, [], self.browse()
        for stamp in stamps:
            company = stamp.company_id
            try:
                message = self._message(company, stamp.position, stamp.hash)
                token = b64decode(stamp.token)
                date = stamping.check(token, message, certificates[company])
                if stamp.id not in sealed or date != stamp.date:
                    wrong.append(stamp)
                else:
                    held.setdefault(company, []).append(stamp)
            except stamping.UncheckableError:
                unknown |= stamp
            except stamping.StampError:
                wrong.append(stamp)
        if wrong:
            raise UserError(
                self.env._(
                    "The archive log is not what was stamped: %s. Keep the database as it is and"
                    " restore a back-up beside it to compare.",
                    ", ".join(f"{stamp.date:%Y-%m-%d} ({stamp.position})" for stamp in wrong[:20]),
                )
            )
        return held, unknown


class PropertyArchiveLogSeal(models.Model):
    """A verification says since when, and by which service, the log is proved (B6)."""

    _inherit = "property.archive.log.seal"

    def _verify_now(self, companies):
        result = super()._verify_now(companies)
        stamps = self.env["property.archive.log.stamp"]
        result["stamps"], result["unchecked"] = stamps._check(companies)
        return result

    def _proved_text(self, result):
        texts = [super()._proved_text(result)]
        for company, stamps in result["stamps"].items():
            first, last = stamps[0], stamps[-1]
            texts.append(
                self.env._(
                    "%(count)s time stamps hold (%(company)s): what was sealed up to"
                    " %(first)s is as it was on %(since)s, what was sealed up to %(last)s as on"
                    " %(until)s. The %(open)s events after it are not stamped.",
                    count=len(stamps),
                    company=self.env["res.company"].browse(company).sudo().name,
                    first=first.position,
                    since=f"{first.date:%Y-%m-%d %H:%M} UTC",
                    last=last.position,
                    until=f"{last.date:%Y-%m-%d %H:%M} UTC",
                    open=result["heads"].get(company, (last.position, ""))[0] - last.position,
                )
            )
        if result["unchecked"]:
            texts.append(
                self.env._(
                    "%s time stamps were not checked: rfc3161-client is not installed, or the"
                    " certificate of the service is not in the settings.",
                    len(result["unchecked"]),
                )
            )
        return " ".join(filter(None, texts))
