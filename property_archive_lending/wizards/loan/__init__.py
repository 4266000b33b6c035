from . import correct_wizard
from . import resolve_wizard
from . import reason_wizard
