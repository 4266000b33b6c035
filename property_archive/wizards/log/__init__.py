from . import log_head_wizard
