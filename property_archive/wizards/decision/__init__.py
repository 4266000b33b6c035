from . import sign_wizard
from . import refuse_wizard
from . import reason_wizard
