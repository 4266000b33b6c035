from . import check_scope_mixin
from . import check
from . import check_counting
from . import check_closing
from . import check_line
from . import check_schedule
from . import register
from . import overview
