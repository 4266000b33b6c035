from . import incident_decide_wizard
