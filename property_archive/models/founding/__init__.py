from . import founding
from . import founding_flow
from . import clearance
