from . import category
from . import incident
