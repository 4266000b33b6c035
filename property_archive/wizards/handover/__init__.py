from . import handover_wizard
from . import place_wizard
from . import return_wizard
