from . import res_company
from . import ir_attachment
from . import record
from . import loan
from . import loan_line
from . import loan_line_guard
from . import loan_line_request
from . import loan_line_queue
