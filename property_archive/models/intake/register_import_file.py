import csv

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open


class PropertyArchiveImport(models.Model):
    _inherit = "property.archive.import"

    @api.model
    def _load_file(self, path):
        """Stage the register of an addon's CSV file (requirement G4).

        :param str path: the file within the addons, header first
        :raise ValidationError: naming what could not be read
        """
        with file_open(path, "r") as file:
            header, *rows = csv.reader(file)
        problems = self.load(header, rows)["messages"]
        if problems:
            raise ValidationError("\n".join(problem["message"] for problem in problems))
