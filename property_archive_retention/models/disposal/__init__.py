from . import disposal_mixin
