from . import amendment
from . import amendment_flow
from . import amendment_part
from . import amendment_value
from . import amendment_file
from . import record
from . import enclosure
