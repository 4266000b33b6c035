"""Load the addons' demo company: ``odoo shell -d NAME < load_demo.py``.

Odoo loads a module's demo data only where all modules it depends on have theirs; this
loads that of the addons named in DEMO_ADDONS alone. DEMO_SKIP are file endings to leave
out.
"""

import os

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

addons = os.environ["DEMO_ADDONS"].split()
skip = tuple(os.environ.get("DEMO_SKIP", "").split())
env = env(su=True)  # noqa: F821 (odoo shell's)
for addon in addons:
    idref = {}
    for name in Manifest.for_addon(addon).get("demo", []):
        if not name.endswith(skip):
            convert_file(env, addon, name, idref, mode="init", noupdate=True)
env.flush_all()
env.cr.execute("UPDATE ir_module_module SET demo = true WHERE name IN %s", [tuple(addons)])
# Nothing of a demo may ask the network by itself.
cron = env.ref("mail.ir_cron_module_update_notification", raise_if_not_found=False)
if cron:
    cron.active = False
env.cr.commit()
