from . import policy
from . import loan
from . import desk
from . import report
