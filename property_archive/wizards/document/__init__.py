from . import document_wizard
