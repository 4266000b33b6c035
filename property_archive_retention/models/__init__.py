from . import disposal
from . import hold
from . import rule
from . import content
from . import destruction
from . import execution
from . import transfer
from . import report
