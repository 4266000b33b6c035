from . import sign_wizard
from . import reason_wizard
from . import approve_wizard
