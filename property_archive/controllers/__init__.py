from . import attachment
from . import home
from . import register
from . import package
from . import label
from . import register_import
