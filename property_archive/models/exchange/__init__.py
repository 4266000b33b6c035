from . import package
from . import package_reader
from . import package_metadata
from . import package_import
from . import package_links
