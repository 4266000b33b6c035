from . import test_checklist
