from . import res_partner
from . import recognition
from . import recognition_known
