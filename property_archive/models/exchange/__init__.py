from . import register_import
from . import register_import_check
from . import register_import_make
from . import register_import_file
from . import package
from . import package_reader
from . import package_import
