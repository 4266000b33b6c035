from . import register_catalogue
from . import register_column
from . import register_summary
from . import digest_digest
from . import label
from . import label_format
from . import label_paper
from . import ir_actions_report
