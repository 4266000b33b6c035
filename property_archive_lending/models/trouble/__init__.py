from . import incident
from . import hr_employee
from . import loan_line_incident
from . import loan_reminder
from . import loan_line_chase
