from . import units_wizard
from . import project_move_wizard
