from . import loan_portal
from . import loan_line_portal
from . import record_portal
from . import res_partner
