from . import sheet
from . import sheet_field
from . import sheet_value
from . import sheet_value_told
from . import enclosure
from . import record
