from . import record_search
from . import record_search_panel
from . import enclosure
from . import unit
from . import res_partner
from . import ir_attachment_text
from . import ir_attachment_scan
from . import res_config_settings
