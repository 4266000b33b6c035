from . import ir_attachment
from . import record
from . import loan
from . import loan_paper
from . import loan_requester
from . import loan_line
from . import loan_line_guard
from . import loan_line_keeper
