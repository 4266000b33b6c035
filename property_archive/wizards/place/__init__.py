from . import move_wizard
from . import move_wizard_line
from . import place_wizard
