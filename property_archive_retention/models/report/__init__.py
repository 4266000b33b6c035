from . import register
from . import overview
from . import digest_digest
from . import ir_module_module
from . import destruction_line
