from . import register
from . import register_value
from . import register_selection
from . import register_xlsx
from . import register_pdf
from . import register_paper
from . import form
from . import overview
