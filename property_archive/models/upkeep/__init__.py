from . import record_upkeep
from . import record_review
from . import record_completion
from . import review
from . import category
from . import res_partner
from . import overview
from . import amendment
