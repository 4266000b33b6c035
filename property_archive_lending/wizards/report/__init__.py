from . import summary_wizard
