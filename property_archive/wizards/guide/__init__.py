from . import guide_people_wizard
from . import guide_place_wizard
