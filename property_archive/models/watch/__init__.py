from . import watch_mixin
from . import ir_actions_server
from . import ir_model_fields
from . import ir_cron
from . import log_seal
from . import res_company
from . import res_config_settings
