from . import res_company
from . import category
from . import guide
