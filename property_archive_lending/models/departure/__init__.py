from . import hr_employee
from . import hr_employee_departure
from . import loan_line_departure
from . import discharge
