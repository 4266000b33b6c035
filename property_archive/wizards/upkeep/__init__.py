from . import complete_wizard
from . import review_wizard
