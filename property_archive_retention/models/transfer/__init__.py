from . import transfer
from . import transfer_line
from . import transfer_copy
from . import transfer_handover
from . import transfer_package
from . import package
from . import destruction
from . import record
