from . import protected_mixin
from . import derived_mixin
from . import tree_mixin
from . import res_company
from . import ir_sequence
from . import ir_filters
from . import ir_rule
from . import ir_actions_report
