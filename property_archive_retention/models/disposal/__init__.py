from . import disposal_mixin
from . import disposal_line_mixin
