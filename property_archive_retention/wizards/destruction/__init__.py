from . import reason_wizard
from . import outsider_sign_wizard
