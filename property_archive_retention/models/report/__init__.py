from . import register
from . import overview
from . import digest_digest
