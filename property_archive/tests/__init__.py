from . import test_access
from . import test_departure
from . import test_filing
from . import test_log
from . import test_protection
from . import test_ways_out
from . import test_category_data
from . import test_register_import
