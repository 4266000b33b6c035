from . import discharge
from . import discharge_flow
from . import discharge_leave
from . import discharge_line
from . import discharge_notice
from . import discharge_successor
from . import record
from . import handover
