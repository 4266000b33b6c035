from . import document
from . import document_flow
from . import document_circulation
from . import document_late
from . import document_clear
from . import hr_employee
from . import overview
from . import register
