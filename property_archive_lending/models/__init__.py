from . import policy
from . import loan
from . import request
from . import desk
from . import trouble
from . import departure
from . import portal
from . import report
