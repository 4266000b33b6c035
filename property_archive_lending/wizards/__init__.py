from . import policy
from . import desk
from . import departure
from . import portal
from . import report
