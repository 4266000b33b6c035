from . import handover_wizard
from . import place_wizard
from . import reason_wizard
from . import meeting_paper_wizard
