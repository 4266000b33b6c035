from . import res_company
from . import loan
from . import loan_line_policy
from . import loan_line_words
from . import loan_line_request
from . import loan_line_approval
from . import loan_line_queue
from . import record
