from . import change_owner_wizard
