from . import handover
from . import handover_kind
from . import handover_line
from . import handover_deadline
from . import record
from . import register
from . import overview
