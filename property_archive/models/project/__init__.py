from . import project
from . import project_end
from . import duty
from . import hr_department
from . import unit
from . import location
from . import record
from . import record_number
