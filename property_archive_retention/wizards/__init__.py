from . import reason_wizard
from . import outsider_sign_wizard
from . import transfer_sign_wizard
from . import summary_wizard
