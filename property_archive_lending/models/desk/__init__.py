from . import loan_line_desk
from . import loan_line_key
from . import loan_line_term
from . import loan_line_return
from . import loan_line_recall
from . import loan_line_copy
from . import loan_reminder
from . import loan_line_decision
