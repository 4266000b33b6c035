from . import record
from . import record_acceptance
from . import record_deadline
from . import record_missing
from . import category
from . import filing_report
from . import enclosure
from . import unit
