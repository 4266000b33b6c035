"""Odoo's command, with a clock that starts at the date STORY_CLOCK names."""

import datetime
import os
import sys

import odoo  # noqa: F401  a namespace package: Odoo's root must be on PYTHONPATH
from odoo.cli.command import main

if __name__ == "__main__":
    sys.argv[0] = "odoo"
    at = os.environ.get("STORY_CLOCK")
    if at:
        from freezegun import freeze_time

        freeze_time(datetime.datetime.fromisoformat(at), tick=True).start()
    main()
