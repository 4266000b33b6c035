from . import incident
from . import hr_employee_incident
from . import loan_line_incident
from . import loan_line_resolve
