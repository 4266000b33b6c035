from . import correct_wizard
from . import desk_wizard
from . import desk_wizard_walk_in
from . import desk_wizard_line
from . import resolve_wizard
from . import simulate_wizard
from . import summary_wizard
from . import copy_back_wizard
