from . import hold
from . import hold_line
from . import hold_flow
from . import record_hold
from . import res_company
