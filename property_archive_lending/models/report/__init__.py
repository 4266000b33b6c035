from . import register
from . import register_form
from . import overview
from . import digest_digest
from . import ir_module_module
from . import loan_line
