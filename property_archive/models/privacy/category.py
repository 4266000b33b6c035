from odoo import fields, models
from odoo.tools import SQL

#: The flags follow the register in the database: imports and upgrades write there too.
_TRIGGERS = """
CREATE OR REPLACE FUNCTION property_archive_closed_contact(p integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM property_archive_record r
          JOIN property_archive_category c ON c.id = r.category_id AND c.closes_contact
         WHERE r.partner_id = p)
    OR EXISTS (
        SELECT FROM property_archive_record_partner_rel j
          JOIN property_archive_record r ON r.id = j.record_id
          JOIN property_archive_category c ON c.id = r.category_id AND c.closes_contact
         WHERE j.partner_id = p)
$$;
CREATE OR REPLACE FUNCTION property_archive_closed_unit(p integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM property_archive_record r
          JOIN property_archive_category c ON c.id = r.category_id AND c.closes_unit
         WHERE r.unit_id = p)
$$;
CREATE OR REPLACE FUNCTION property_archive_close_subjects() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE res_partner SET archive_closed = property_archive_closed_contact(id)
     WHERE id = NEW.partner_id
       AND archive_closed IS DISTINCT FROM property_archive_closed_contact(id);
    UPDATE property_archive_unit SET archive_closed = property_archive_closed_unit(id)
     WHERE id = NEW.unit_id
       AND archive_closed IS DISTINCT FROM property_archive_closed_unit(id);
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS property_archive_record_close ON property_archive_record;
CREATE TRIGGER property_archive_record_close
    AFTER UPDATE OF partner_id, unit_id, category_id ON property_archive_record
    FOR EACH ROW WHEN (
        (NEW.partner_id IS NOT NULL OR NEW.unit_id IS NOT NULL)
        AND (NEW.partner_id, NEW.unit_id, NEW.category_id)
            IS DISTINCT FROM (OLD.partner_id, OLD.unit_id, OLD.category_id))
    EXECUTE FUNCTION property_archive_close_subjects();
-- what is new only closes: of ten thousand rows at once, in one statement
CREATE OR REPLACE FUNCTION property_archive_close_new() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'property_archive_record' THEN
        UPDATE res_partner SET archive_closed = TRUE
         WHERE archive_closed IS NOT TRUE AND id IN (
            SELECT a.partner_id FROM added a
              JOIN property_archive_category c ON c.id = a.category_id AND c.closes_contact);
        UPDATE property_archive_unit SET archive_closed = TRUE
         WHERE archive_closed IS NOT TRUE AND id IN (
            SELECT a.unit_id FROM added a
              JOIN property_archive_category c ON c.id = a.category_id AND c.closes_unit);
    ELSE
        UPDATE res_partner SET archive_closed = TRUE
         WHERE archive_closed IS NOT TRUE AND id IN (
            SELECT a.partner_id FROM added a
              JOIN property_archive_record r ON r.id = a.record_id
              JOIN property_archive_category c ON c.id = r.category_id AND c.closes_contact);
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS property_archive_record_close_new ON property_archive_record;
CREATE TRIGGER property_archive_record_close_new
    AFTER INSERT ON property_archive_record REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_close_new();
DROP TRIGGER IF EXISTS property_archive_record_partner_close ON property_archive_record_partner_rel;
CREATE TRIGGER property_archive_record_partner_close
    AFTER INSERT ON property_archive_record_partner_rel REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION property_archive_close_new();
"""


class PropertyArchiveCategory(models.Model):
    """Settings: which data outside the archive a file of the category protects (J1, 001 ¶3)."""

    _inherit = "property.archive.category"

    closes_contact = fields.Boolean(
        "Closes Telephone and Address",
        help="Telephone, e-mail and address of the contacts that these files are about are"
        " shown only to who may read a file about them, and to the department that keeps"
        " these files; wherever the contact is read, searched or exported.",
    )
    closes_unit = fields.Boolean(
        "Closes Owner and Tenant of the Unit",
        help="Who owns and rents the units that these files are about is shown only to who"
        " may read a file about them, and to the department that keeps these files.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"closes_contact", "closes_unit"} & set(vals):
            self._close_subjects()
        if {"closes_contact", "closes_unit", "keeping_department_id"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def _close_subjects(self):
        """Recompute the flags of everybody these files are about: the setting changed."""
        self.env.flush_all()
        for table, column, function in (
            ("res_partner", "partner_id", "property_archive_closed_contact"),
            ("property_archive_unit", "unit_id", "property_archive_closed_unit"),
        ):
            about = SQL(
                "SELECT %s FROM property_archive_record WHERE category_id = ANY(%s)",
                SQL.identifier(column),
                self.ids,
            )
            if table == "res_partner":
                about = SQL(
                    "%s UNION SELECT j.partner_id FROM property_archive_record_partner_rel j"
                    " JOIN property_archive_record r ON r.id = j.record_id"
                    " WHERE r.category_id = ANY(%s)",
                    about,
                    self.ids,
                )
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET archive_closed = %(function)s(id) WHERE id IN (%(about)s)"
                    " AND archive_closed IS DISTINCT FROM %(function)s(id)",
                    table=SQL.identifier(table),
                    function=SQL.identifier(function),
                    about=about,
                )
            )
        self.env["res.partner"].invalidate_model(["archive_closed"], flush=False)
        self.env["property.archive.unit"].invalidate_model(["archive_closed"], flush=False)


class PropertyArchiveRecord(models.Model):
    """Keep the protection flags of a record's subjects up to date."""

    _inherit = "property.archive.record"

    def init(self):
        result = super().init()
        self.env.cr.execute(_TRIGGERS)
        return result
