from . import base_partner_merge
from . import hr_departure_wizard
