"""Compile the bundles named in BUNDLES: ``odoo shell -d NAME < assets.py``."""

import os

qweb = env["ir.qweb"]  # noqa: F821 (odoo shell's)
for name in os.environ["BUNDLES"].split():
    qweb._get_asset_bundle(name, css=False, js=True).js()
    qweb._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()  # noqa: F821
