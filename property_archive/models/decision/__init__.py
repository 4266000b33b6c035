from . import approval
from . import approval_mixin
from . import approval_mixin_role
from . import participant_mixin
from . import request_mixin
from . import delegation
from . import signature
from . import signature_mixin
