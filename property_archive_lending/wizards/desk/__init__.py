from . import desk_wizard
from . import desk_wizard_scan
from . import desk_wizard_walk_in
from . import desk_wizard_line
from . import resolve_wizard
from . import reason_wizard
