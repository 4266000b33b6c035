from . import sign_wizard
from . import refuse_wizard
from . import return_wizard
from . import handover_wizard
from . import change_owner_wizard
from . import place_wizard
from . import base_partner_merge
from . import incident_decide_wizard
