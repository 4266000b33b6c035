from . import correct_wizard
from . import desk_wizard
