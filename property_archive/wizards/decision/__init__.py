from . import sign_wizard
from . import reason_wizard
