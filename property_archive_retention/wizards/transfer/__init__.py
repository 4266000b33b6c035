from . import transfer_sign_wizard
