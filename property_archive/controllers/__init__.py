from . import register
from . import package
from . import label
