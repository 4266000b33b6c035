from . import incident_decide_wizard
from . import reason_wizard
