from odoo import api, fields, models
from odoo.exceptions import AccessError

# A trigger lets a head only move forward: whoever deletes the newest events and their seals must
# also know about the heads and get past a third trigger.
_TRIGGERS = """
CREATE OR REPLACE FUNCTION property_archive_log_head_moves_on() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.company_id <> OLD.company_id OR NEW.position <= OLD.position THEN
        RAISE EXCEPTION 'property_archive: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS property_archive_log_head_moves_on ON property_archive_log_head;
CREATE TRIGGER property_archive_log_head_moves_on
    BEFORE UPDATE OR DELETE ON property_archive_log_head
    FOR EACH ROW EXECUTE FUNCTION property_archive_log_head_moves_on();
DROP TRIGGER IF EXISTS property_archive_log_head_no_truncate ON property_archive_log_head;
CREATE TRIGGER property_archive_log_head_no_truncate
    BEFORE TRUNCATE ON property_archive_log_head
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveLogHead(models.Model):
    """The last sealed position of each company's hash chain (requirement B6).

    A chain proves the events it contains, but not that it is complete: without its newest events
    and their seals it would still be valid. The position stored here, and written to the server log
    each night, says where it ends.
    """

    _name = "property.archive.log.head"
    _description = "Head of the Archive Log"
    _inherit = ["property.archive.log.owned"]
    _guard = _TRIGGERS
    _log_access = False
    _order = "company_id"

    company_id = fields.Integer(required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True)
    log_id = fields.Integer(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _company_uniq = models.UniqueIndex("(company_id)")

    def init(self):
        result = super().init()
        self.env.cr.execute("SELECT EXISTS (SELECT FROM property_archive_log_head)")
        if not self.env.cr.fetchone()[0]:
            self._move()  # for logs that were sealed before heads existed
        return result

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The archive log is sealed by its own job."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A seal cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A seal cannot be deleted."))

    @api.model
    def _move(self, company_ids=None):
        """Store where the chains end now.

        :param company_ids: ids of the companies whose chain has grown, default all
        """
        self.env.cr.execute(
            """
            INSERT INTO property_archive_log_head (company_id, position, log_id, hash)
            SELECT DISTINCT ON (company_id) company_id, position, log_id, hash
              FROM property_archive_log_seal
             WHERE %s::int[] IS NULL OR company_id = ANY(%s)
          ORDER BY company_id, position DESC
       ON CONFLICT (company_id) DO UPDATE
               SET position = EXCLUDED.position, log_id = EXCLUDED.log_id, hash = EXCLUDED.hash
            """,
            (company_ids, company_ids),
        )

    @api.model
    def _compare(self, heads, company_ids=None):
        """Find chains that end earlier, or with another seal, than when they were sealed.

        :param dict heads: position and hash of the last existing seal, by company
        :param company_ids: only these companies, default all
        :return: errors as in ``property.archive.log.seal``
        :rtype: list(dict)
        """
        self.env.cr.execute(
            "SELECT company_id, position, log_id, hash FROM property_archive_log_head"
            " WHERE %s::int[] IS NULL OR company_id = ANY(%s)",
            (company_ids, company_ids),
        )
        errors, known = [], {row[0]: row[1:] for row in self.env.cr.fetchall()}
        for company in sorted({*known, *heads}):
            position, log_id, digest = known.get(company, (0, 0, ""))
            last, found = heads.get(company, (0, ""))
            if last == position and found == digest:
                continue
            kind = "cut" if last < position else "head"
            errors.append(
                {
                    "company_id": company,
                    "position": position,
                    "log_id": log_id,
                    "error": kind,
                    "count": position - last,
                }
            )
        return errors
