from . import duty
from . import duty_reach
from . import access
from . import protected_mixin
from . import kept_mixin
from . import record
from . import res_users
