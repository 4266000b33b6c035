from . import suspend_wizard
