from . import record
from . import enclosure
from . import ir_attachment
from . import ir_attachment_collect
