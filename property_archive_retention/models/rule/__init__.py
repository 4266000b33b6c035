from . import retention_rule
from . import retention_rule_deciding
from . import retention_decision
from . import retention_exception
from . import category
from . import retention_preview
from . import record
from . import record_blockers
