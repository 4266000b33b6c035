from . import location
from . import location_content
from . import carrier
from . import record
from . import repair
from . import record_repair
