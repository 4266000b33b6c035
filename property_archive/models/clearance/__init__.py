from . import level
from . import clearance
from . import founding
from . import founding_flow
from . import suspension
from . import res_users
from . import res_users_apikeys
