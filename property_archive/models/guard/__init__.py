from . import alarm
from . import guarded_mixin
from . import rows_mixin
from . import ir_rule
from . import ir_model_access
from . import ir_model_data
from . import res_groups
from . import res_users
