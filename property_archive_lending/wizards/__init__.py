from . import policy
from . import desk
from . import key
from . import departure
from . import portal
from . import report
