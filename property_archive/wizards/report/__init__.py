from . import register_wizard
