from . import duty
from . import access
from . import protected_mixin
from . import record
from . import res_users
