from . import stamped_wizard
