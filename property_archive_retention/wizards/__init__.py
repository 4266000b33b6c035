from . import destruction
from . import transfer
from . import report
