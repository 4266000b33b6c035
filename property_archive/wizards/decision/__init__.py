from . import sign_wizard
from . import refuse_wizard
from . import reason_wizard
from . import return_wizard
