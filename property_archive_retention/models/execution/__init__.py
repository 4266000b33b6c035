from . import destruction_signature
from . import destruction_execution
from . import destruction_line_purge
from . import record
from . import record_notification
