from . import outsider_sign_wizard
