from . import closed_mixin
from . import category
from . import res_partner
from . import res_users
from . import unit
