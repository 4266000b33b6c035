from . import record
from . import void_number
from . import ir_sequence
