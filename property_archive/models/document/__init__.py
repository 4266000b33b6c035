from . import document
from . import document_flow
from . import document_circulation
from . import hr_employee
from . import overview
from . import register
