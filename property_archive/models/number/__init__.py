from . import record
from . import void_number
