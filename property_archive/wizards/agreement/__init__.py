from . import agreement_paper_wizard
