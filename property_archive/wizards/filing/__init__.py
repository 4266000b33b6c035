from . import change_owner_wizard
from . import close_wizard
