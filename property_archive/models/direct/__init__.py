from . import direct_reading
