from . import level
from . import clearance
from . import suspension
from . import res_users
from . import res_users_apikeys
