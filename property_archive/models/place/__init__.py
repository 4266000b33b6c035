from . import location
from . import location_content
from . import carrier
from . import record
from . import record_missing
from . import record_search_panel
from . import repair
from . import record_repair
