from . import reason_wizard
from . import desk_wizard
