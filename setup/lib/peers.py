"""Run Odoo's server with its own test runner, at_install tests in the whole registry too.

Odoo runs those while it loads their module, when addons that depend on it are not there
yet; here they run with the others, when everything is loaded.
"""

import sys

import odoo.cli
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    if position == "at_install":
        return OdooSuite([])
    tests = [
        test for place in ("at_install", "post_install") for test in make_suite(module_names, place)
    ]
    return OdooSuite(sorted(tests, key=lambda test: getattr(test, "test_sequence", 0)))


loader.make_suite = make_whole_suite
sys.argv[0] = "odoo"
odoo.cli.main()
