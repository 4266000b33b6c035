"""Run Odoo's server with its own test runner, at_install tests in the whole registry too.

Odoo runs those only while it installs or updates their module; here both databases have
everything installed, and the tests of both positions run once.
"""

import sys

import odoo.cli
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    tests = [
        test for place in ("at_install", "post_install") for test in make_suite(module_names, place)
    ]
    return OdooSuite(sorted(tests, key=lambda test: getattr(test, "test_sequence", 0)))


loader.make_suite = make_whole_suite
sys.argv[0] = "odoo"
odoo.cli.main()
