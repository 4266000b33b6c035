from . import piece
from . import takeover
from . import takeover_line
from . import takeover_sign
from . import takeover_drafts
from . import project
