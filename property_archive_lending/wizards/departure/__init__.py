from . import copy_back_wizard
