from . import common
from . import hold
from . import rule
from . import content
from . import destruction
from . import transfer
from . import report
