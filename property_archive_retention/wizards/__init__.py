from . import destruction
from . import execution
from . import transfer
from . import report
