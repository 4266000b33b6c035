from . import simulate_wizard
