from . import specific_mixin
from . import category
from . import category_piece
from . import category_deciding
from . import category_order
from . import unit
from . import unit_party
from . import unit_owner
