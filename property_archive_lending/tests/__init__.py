from . import test_departure
from . import test_desk
from . import test_policy
from . import test_register
from . import test_request
from . import test_security
from . import test_term
