from . import log
from . import log_action
from . import log_proof
from . import log_seal
from . import log_head
from . import log_verify
