from . import test_rule
from . import test_record
from . import test_destruction_flow
from . import test_destruction_duties
from . import test_destruction_execution
from . import test_destruction_paper
from . import test_hold
from . import test_hold_blocks
