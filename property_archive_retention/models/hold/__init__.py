from . import hold
from . import hold_line
from . import hold_job
from . import hold_place
from . import hold_lift
from . import record
from . import res_company
