from odoo import api, models
from odoo.tools import SQL

from .recognition import Person
from .recognition_key import document_key, is_organisation, name_key
from .res_partner import PHONE_SQL


class PropertyArchiveRecognition(models.AbstractModel):
    """Finds known contacts by their identifying keys."""

    _inherit = "property.archive.recognition"

    def _known(self, company, people):
        """Contacts of a company by identifying key.

        :return: ids by key, see :meth:`Person.keys`; and of each the number of its identity
            document with its name
        :rtype: tuple(dict(tuple, list(int)), dict(int, tuple(str, str)))
        """
        wanted = {key for person in people for key in person.keys()}
        self.env["res.partner"].flush_model(
            ["name", "phone", "archive_document", "company_id", "active", "is_company"]
        )
        names = {person.name.strip() for person in people if is_organisation(person.name)}
        rows = self.env.execute_query(
            SQL(
                "SELECT id, name, %(phone)s, archive_document, is_company FROM res_partner"
                " WHERE active AND (company_id IS NULL OR company_id = %(company)s) AND ("
                " archive_document = ANY(%(documents)s)"
                " OR (phone IS NOT NULL AND %(phone)s = ANY(%(phones)s))"
                " OR (is_company AND name = ANY(%(names)s))) ORDER BY id",
                phone=SQL(PHONE_SQL),
                company=company.id,
                documents=[key[1] for key in wanted if key[0] == "document"],
                phones=list({key[2] for key in wanted if key[0] == "phone"}),
                names=list(names),
            )
        )
        rows = [(*row, None) for row in rows] + self._people_of_homes(company, wanted)
        by_key, documents = {}, {}
        for partner, name, phone, number, firm, home in rows:
            number, name = document_key(number), name_key(name)
            documents[partner] = (number, name)
            for key in (
                number and ("document", number),
                phone and ("phone", name, phone),
                home and ("home", name, home),
                firm and ("organisation", name),
            ):
                if key and key in wanted:
                    by_key.setdefault(key, []).append(partner)
        return by_key, documents

    def _people_of_homes(self, company, wanted):
        """Who owns, rents or has a file about one of the homes that are named."""
        homes = list({key[2] for key in wanted if key[0] == "home"})
        if not homes:
            return []
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "WITH home AS (SELECT id, home_key FROM property_archive_unit"
                "  WHERE company_id = %(company)s AND home_key = ANY(%(homes)s)"
                "    AND twin_id IS NULL)"
                " SELECT DISTINCT p.id, p.name, NULL, p.archive_document, FALSE, home.home_key"
                "  FROM home JOIN ("
                "   SELECT unit_id, partner_id FROM property_archive_unit_party"
                "    WHERE unit_id IN (SELECT id FROM home)"
                "   UNION SELECT unit_id, partner_id FROM property_archive_record"
                "    WHERE unit_id IN (SELECT id FROM home) AND partner_id IS NOT NULL"
                "   UNION SELECT r.unit_id, j.partner_id FROM property_archive_record r"
                "     JOIN property_archive_record_partner_rel j ON j.record_id = r.id"
                "    WHERE r.unit_id IN (SELECT id FROM home)) AS named ON named.unit_id = home.id"
                "  JOIN res_partner p ON p.id = named.partner_id AND p.active"
                "   AND (p.company_id IS NULL OR p.company_id = %(company)s)"
                " ORDER BY p.id",
                company=company.id,
                homes=homes,
            )
        )

    @api.model
    def _staff(self, partner_ids):
        """Ids of these contacts that belong to an employee or a user.

        :rtype: set(int)
        """
        ids = list(partner_ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM res_users WHERE partner_id = ANY(%(ids)s)"
                " UNION SELECT work_contact_id FROM hr_employee"
                "  WHERE work_contact_id = ANY(%(ids)s)",
                ids=ids,
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _doubts(self, company, partners):
        """Reasons why contacts picked by the user may be wrong.

        :param company: ``res.company`` they are picked for
        :param partners: ``res.partner``
        :return: a text for each that is an employee's or a user's, or of whom there is another
        :rtype: list(str)
        """
        partners, texts = partners.sudo(), []
        people = [
            Person(p.name or "", p.phone or "", p.archive_document or "", mark=p.id)
            for p in partners
        ]
        by_key, documents = self._known(company, people)
        staff = self._staff(partners.ids)
        for partner, person in zip(partners, people, strict=True):
            number = documents.get(partner.id, ("",))[0]
            others = {
                other
                for key in person.keys()
                for other in by_key.get(key, ())
                if other != partner.id and (not number or documents[other][0] in ("", number))
            }
            if partner.id in staff:
                texts.append(
                    self.env._("%s is the contact of an employee or of a user.", partner.name)
                )
            elif others:
                texts.append(
                    self.env._(
                        "Of %(name)s there is another contact with the same number or telephone"
                        " (%(count)s).",
                        name=partner.name,
                        count=len(others),
                    )
                )
        return texts
