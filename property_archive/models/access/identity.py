from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: Links that decide whose files and which department's files somebody may read. Database triggers
#: record their changes, as code has too many ways to change them.
_TRIGGERS = """
CREATE OR REPLACE FUNCTION property_archive_note_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_maker integer := COALESCE(
        NULLIF(current_setting('property_archive.person', TRUE), '')::integer,
        NEW.write_uid, NEW.create_uid);
    v_user integer;
    v_res integer := NEW.id;
BEGIN
    IF TG_ARGV[0] = 'employee' THEN
        v_user := NEW.user_id;
    ELSIF TG_ARGV[0] = 'contact' THEN
        v_user := NEW.id;
        v_res := NEW.partner_id;
    ELSIF TG_ARGV[0] = 'company' THEN
        SELECT id INTO v_user FROM res_users WHERE partner_id = NEW.id AND share LIMIT 1;
        v_res := NEW.parent_id;
    ELSIF TG_ARGV[0] = 'department' THEN
        SELECT user_id INTO v_user FROM hr_employee WHERE id = NEW.employee_id;
    ELSIF TG_ARGV[0] = 'above' THEN
        -- whoever put it under a department that they head
        SELECT v_maker INTO v_user FROM hr_department p
          JOIN hr_department h ON p.parent_path LIKE h.parent_path || '%'
          JOIN hr_employee e ON e.id = h.manager_id AND e.user_id = v_maker
         WHERE p.id = NEW.parent_id LIMIT 1;
    ELSE
        SELECT user_id INTO v_user FROM hr_employee WHERE id = NEW.manager_id;
    END IF;
    UPDATE property_archive_identity
       SET state = 'ended', logged = FALSE
     WHERE kind = TG_ARGV[0] AND state <> 'ended'
       AND CASE WHEN kind IN ('contact', 'company') THEN user_id = v_user ELSE res_id = v_res END;
    -- where somebody works and whom they head counts at once, unless they said so themselves
    IF v_user IS NULL OR v_res IS NULL
       OR (TG_ARGV[0] IN ('department', 'head') AND v_user IS DISTINCT FROM v_maker) THEN
        RETURN NULL;
    END IF;
    INSERT INTO property_archive_identity (kind, res_id, user_id, made_by_id, date, state, logged)
    VALUES (TG_ARGV[0], v_res, v_user, v_maker,
            COALESCE(NEW.write_date, now() AT TIME ZONE 'UTC'), 'made', FALSE);
    RETURN NULL;
END $$;
"""
_ON_CHANGE = """
DROP TRIGGER IF EXISTS %(name)s ON %(table)s;
DROP TRIGGER IF EXISTS %(new)s ON %(table)s;
CREATE TRIGGER %(name)s AFTER UPDATE OF %(column)s ON %(table)s FOR EACH ROW
    WHEN (OLD.%(column)s IS DISTINCT FROM NEW.%(column)s)
    EXECUTE FUNCTION property_archive_note_identity(%(kind)s)
"""
_ON_INSERT = """
CREATE TRIGGER %(new)s AFTER INSERT ON %(table)s FOR EACH ROW
    WHEN (NEW.%(column)s IS NOT NULL) EXECUTE FUNCTION property_archive_note_identity(%(kind)s)
"""
#: Kind, table, column, and whether a new row counts as a change.
_WATCHED = (
    ("employee", "hr_employee", "user_id", True),
    ("department", "hr_version", "department_id", True),
    ("head", "hr_department", "manager_id", True),
    ("above", "hr_department", "parent_id", False),
    # a new portal user's requests are decided by others, so a first contact does not count
    ("contact", "res_users", "partner_id", False),
    ("company", "res_partner", "parent_id", False),
)


class PropertyArchiveIdentity(models.Model):
    """The links of a user to an employee, contact or department, from which rights follow.

    These links can be set by people without rights of their own. A link that the reader made gives
    no rights until a second person confirms it; a link to a person who already has a file opens
    that file only after confirmation (B3, B5).
    """

    _name = "property.archive.identity"
    _description = "Link to a Person"
    _inherit = ["property.archive.protected"]
    _order = "id desc"
    _log_access = False

    kind = fields.Selection(
        [
            ("employee", "Employee"),
            ("department", "Works in Department"),
            ("head", "Heads Department"),
            ("above", "Heads the Department above"),
            ("contact", "Contact"),
            ("company", "Contact of Company"),
        ],
        required=True,
        readonly=True,
    )
    res_id = fields.Integer("Document ID", required=True, readonly=True)
    subject = fields.Char("Linked to", compute="_compute_subject", compute_sudo=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    made_by_id = fields.Many2one("res.users", "Made by", readonly=True, ondelete="set null")
    date = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("made", "Made"), ("confirmed", "Confirmed"), ("ended", "Ended")],
        required=True,
        readonly=True,
        default="made",
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date_confirmed = fields.Datetime(readonly=True)
    own = fields.Boolean(
        "Made by Themselves", compute="_compute_own", help="Opens nothing until it is confirmed."
    )
    logged = fields.Boolean(readonly=True)

    _user_idx = models.Index("(user_id, kind) WHERE state = 'made'")
    _document_idx = models.Index("(kind, res_id) WHERE state <> 'ended'")
    _unlogged_idx = models.Index("(id) WHERE NOT logged")

    def init(self):
        self.env.cr.execute(_TRIGGERS)
        for kind, table, column, on_insert in _WATCHED:
            names = {
                "name": SQL.identifier(f"property_archive_identity_{kind}"),
                "new": SQL.identifier(f"property_archive_identity_{kind}_new"),
                "table": SQL.identifier(table),
                "column": SQL.identifier(column),
                "kind": kind,
            }
            self.env.cr.execute(SQL(_ON_CHANGE, **names))
            if on_insert:
                self.env.cr.execute(SQL(_ON_INSERT, **names))

    @api.model
    def _access_statement(self, operation):
        return super()._access_statement(operation) & Domain(
            "user_id.company_ids", "in", self.env.companies.ids
        )

    @api.depends("kind", "res_id")
    def _compute_subject(self):
        models_of = {
            "employee": "hr.employee",
            "department": "hr.version",
            **dict.fromkeys(("head", "above"), "hr.department"),
            **dict.fromkeys(("contact", "company"), "res.partner"),
        }
        for link in self:
            document = self.env[models_of[link.kind]].browse(link.res_id).exists()
            if link.kind == "department":
                document = document.department_id
            link.subject = document.display_name or str(link.res_id)

    @api.depends("user_id", "made_by_id")
    def _compute_own(self):
        for link in self:
            link.own = link.made_by_id == link.user_id

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("What somebody was taken to be is kept."))

    def action_confirm(self):
        """Confirm that these links of users are correct.

        :raise UserError: for whoever made the link or profits from it, and for anybody but the
            archive head and the executive
        """
        self.check_access("read")
        self._lock_rows()
        me = self.env.user
        if not me._archive_leads():
            raise UserError(self.env._("The archive head or an executive confirms who is who."))
        mine = me._archive_same_person()
        for link in self.sudo():
            link._check_state("made")
            if (link.user_id | link.made_by_id) & mine:
                raise UserError(
                    self.env._(
                        "%(user)s · %(subject)s: a second person confirms it, neither who made"
                        " the link nor who gains by it.",
                        user=link.user_id.name,
                        subject=link.subject,
                    )
                )
        self.sudo()._write_protected(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "date_confirmed": fields.Datetime.now(),
            }
        )
        self.env["property.archive.access"]._forget()
        for link in self.sudo():
            self.env["property.archive.log"]._log(
                "identity_confirmed", link.user_id, kind=link.kind, document=link.res_id
            )
        return True

    @api.model
    def _waiting(self, users, kinds):
        """Links of users that nobody has confirmed yet.

        :param users: ``res.users``
        :param kinds: values of ``kind``
        :rtype: property.archive.identity
        """
        self.env["hr.employee"].flush_model(["user_id"])
        self.env["res.users"].flush_model(["partner_id"])
        return self.sudo().search(
            [("user_id", "in", users.ids), ("kind", "in", kinds), ("state", "=", "made")]
        )

    @api.model
    def _log_links(self):
        """Job: log new and ended links, and report those that users made for themselves."""
        links = self.sudo().search([("logged", "=", False)], order="id", limit=1000)
        links = links.try_lock_for_update()
        links.invalidate_recordset()  # database triggers write them
        log, now = self.env["property.archive.log"], fields.Datetime.now()
        for link in links:
            (row,) = log._rows(
                "identity_ended" if link.state == "ended" else "identity_made",
                link.user_id,
                {"kind": link.kind, "document": link.res_id, "made": link.date},
            )
            row = (now, row[1], link.made_by_id.id or self.env.uid, *row[3:])
            if link.own and link.state == "made":
                log._write_alarm([row])
            else:
                log._append([row])
        links._write_protected({"logged": True})
        links.flush_recordset()


class PropertyArchiveLogSeal(models.Model):
    """The links recorded by the database are logged with the next sealing (B6)."""

    _inherit = "property.archive.log.seal"

    @api.model
    def _cron_seal(self):
        self.env["property.archive.identity"]._log_links()
        return super()._cron_seal()
