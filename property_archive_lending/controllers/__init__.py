from . import copy
from . import portal
