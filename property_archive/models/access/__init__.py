from . import rights_function
from . import access
from . import grant
from . import level
from . import record
from . import record_reading
from . import log
from . import res_users
