from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...blockers import add_blocker
from ...codes import CODE_FORM, find_by_codes


class PropertyArchiveRecord(models.Model):
    """Where a record is kept, where it lies now, and whether it is there (C1, C3)."""

    _inherit = "property.archive.record"
    _reference_form_idx = models.Index(f"({CODE_FORM.format('reference')})")
    _lock_fields = ("state", "location_id", "away_location_id", "missing_since", "availability")

    location_id = fields.Many2one(
        "property.archive.location",
        "Place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        readonly=True,
    )
    away_location_id = fields.Many2one(
        "property.archive.location",
        "Lies Elsewhere",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        readonly=True,
        help="Where it was found or put for the time being; empty: in its own place.",
    )
    current_location_id = fields.Many2one(
        "property.archive.location",
        "Current Place",
        compute="_compute_current_location_id",
        search="_search_current_location_id",
        help="Where it lies now; nowhere when it is out or missing.",
    )
    missing_since = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A stock check did not find it. It is lent, moved and destroyed by nobody"
        " until it is found again.",
    )
    condition = fields.Selection(
        [("good", "Good"), ("worn", "Worn"), ("damaged", "Damaged")],
        readonly=True,
        copy=False,
        help="As the last stock check or repair left it; empty: never looked at.",
    )
    carrier = fields.Selection(
        [
            ("paper", "Paper"),
            ("photo", "Photographs"),
            ("film", "Film"),
            ("tape", "Magnetic tape"),
            ("disc", "Optical disc"),
            ("drive", "Hard disk or USB drive"),
            ("server", "Server"),
            ("other", "Other"),
        ],
        default="paper",
        help="What the record is on: it decides in which places it may be kept.",
    )
    date_checked = fields.Datetime(
        "Last Counted", readonly=True, copy=False, help="When a stock check last found it."
    )

    @api.model
    def _entry_fields(self):
        return super()._entry_fields() | {"carrier"}

    @api.depends("location_id", "away_location_id", "availability")
    def _compute_current_location_id(self):
        for record in self:
            here = record.availability == "in"
            record.current_location_id = here and (record.away_location_id or record.location_id)

    def _search_current_location_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        away = Domain("away_location_id", operator, value)
        home = Domain("away_location_id", "=", False) & Domain("location_id", operator, value)
        return Domain("availability", "=", "in") & (away | home)

    @api.depends("missing_since")
    def _compute_availability(self):
        result = super()._compute_availability()
        for record in self:
            if record.missing_since:
                record.availability = "missing"
        return result

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation in ("lend", "move", "destroy", "transfer", "hand_over"):
            for record in self.sudo().filtered("missing_since"):
                day = record._local_date(record.missing_since)
                text = self.env._("it is missing since %s", day)
                add_blocker(reasons, record.with_env(self.env), "missing", text)
        return reasons

    def _write_protected(self, vals):
        if "location_id" in vals and "away_location_id" not in vals:
            vals = {**vals, "away_location_id": False}
        return super()._write_protected(vals)

    # -- places -----------------------------------------------------------------------------

    @api.constrains("location_id", "carrier")
    def _check_carrier(self):
        """A place takes only the carriers it is kept for."""
        for place, records in self.sudo().grouped("location_id").items():
            if place:
                records._check_carrier_in(place)

    def _check_carrier_in(self, place):
        carriers = self.env["property.archive.carrier"].sudo().search([("code", "!=", False)])
        allowed = place._allowed_carriers()
        fits = allowed or carriers.filtered(lambda carrier: not carrier.listed_only)
        labels = dict(self._fields["carrier"]._description_selection(self.env))
        for code, records in self.grouped(
            lambda record: record.carrier or (record.medium in ("paper", "both") and "paper")
        ).items():
            # a carrier that is not set up goes only to places without a restriction
            known = code in carriers.mapped("code")
            if code in fits.mapped("code") or not (known or allowed):
                continue
            raise ValidationError(
                self.env._(
                    "%(record)s (%(carrier)s) does not go to %(place)s, which takes: %(allowed)s.",
                    record=records[0].display_name,
                    carrier=labels.get(code) or self.env._("carrier not given"),
                    place=place.display_name,
                    allowed=", ".join(fits.mapped("name")),
                )
            )

    def _check_goes_to(self, place):
        """Raise when one of these records may not be put in a place.

        :raise UserError: about the place, the lock or the carrier
        """
        if not place.active:
            raise UserError(self.env._("%s is not in use any more.", place.display_name))
        for record in self:
            record._check_lock_of(place)
        self._check_carrier_in(place)

    def action_move(self, location_id, temporary=False):
        """Put these records in a place (C1).

        :param int location_id: id of a ``property.archive.location`` the user may read
        :param bool temporary: place them there temporarily; their own place is unchanged
        """
        self._check_archivist()
        location = self.env["property.archive.location"].browse(location_id)
        location.check_access("read")
        self._check_blockers("move")
        self._move(location, temporary)
        return True

    def action_take_home(self):
        """Put these records back in their own places."""
        self._check_archivist()
        self._check_blockers("move")
        for place, records in self.filtered("away_location_id").grouped("location_id").items():
            records._move(place)
        return True

    def _move(self, location, temporary=False):
        """Move these records, which are locked and not blocked.

        :param location: ``property.archive.location``
        :param bool temporary: place them there temporarily; their own place is unchanged
        """
        if not self:
            return
        records = self.sudo()
        company = location.sudo().company_id
        if other := records.filtered(lambda record: record.company_id != company):
            raise UserError(
                self.env._(
                    "%(record)s belongs to another company than %(place)s.",
                    record=other[0].display_name,
                    place=location.sudo().display_name,
                )
            )
        records._check_goes_to(location.sudo())
        log = self.env["property.archive.log"]
        for source, batch in records.grouped("current_location_id").items():
            places = {"source": source.id, "target": location.id}
            log._log("placed_temporarily" if temporary else "moved", batch, **places)
        if temporary:
            away = records.filtered(lambda record: record.location_id != location)
            away._write_protected({"away_location_id": location.id})
            (records - away)._write_protected({"away_location_id": False})
        else:
            records._write_protected({"location_id": location.id, "away_location_id": False})
        records.flush_recordset(["location_id", "away_location_id"])
        location._check_room()

    @api.model
    def _by_code(self, code, domain=Domain.TRUE):
        """The record of the user's company with this code: see :func:`~..codes.find_by_code`.

        :param str code: what was scanned or typed
        :param domain: among which records
        :return: a record the current user sees, or none
        """
        return self._by_codes([code], domain)[code]

    @api.model
    def _by_codes(self, codes, domain=Domain.TRUE):
        """As :meth:`_by_code` for many codes at once.

        :return: a record the current user sees, or none, by code
        :rtype: dict
        """
        domain = Domain("company_id", "=", self.env.company.id) & Domain(domain)
        return find_by_codes(self, "reference", codes, domain)

    def _local_date(self, value):
        """Date of a datetime in the company's time zone, not in the user's."""
        return self.sudo().company_id._archive_local_day(value)

    # -- places with a lock ------------------------------------------------------------------

    @api.constrains("location_id", "level_id")
    def _check_locked_place(self):
        for record in self.filtered("location_id"):
            record._check_lock_of(record.location_id)

    def _check_lock_of(self, place):
        """Confidential and higher are kept only in places with a lock (B8)."""
        if not place._is_safe_for(self.level_id):
            raise ValidationError(
                self.env._(
                    "%(record)s is %(level)s: it is kept in a place with a lock, and"
                    " %(place)s has none. Choose a place with a lock, or tick “Lockable”"
                    " on the place once it has one.",
                    record=self.display_name,
                    level=self.level_id.name,
                    place=place.display_name,
                )
            )
