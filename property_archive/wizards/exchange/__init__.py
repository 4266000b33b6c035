from . import package_wizard
