from . import summary_line
from . import summary_wizard
from . import label_wizard
