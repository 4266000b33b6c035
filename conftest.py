"""Each test process has a file store of its own, as it has a database of its own.

pytest-odoo lets parallel processes share one: files that a test of one process has not
committed yet look abandoned to the file collection that a test of the other one runs.
"""

import contextlib
import os
import shutil

import pytest_odoo

import odoo.tools


@contextlib.contextmanager
def _own_filestore(original_db_name, db_name):
    if original_db_name == db_name:
        yield
        return
    source = odoo.tools.config.filestore(original_db_name)
    target = odoo.tools.config.filestore(db_name)
    shutil.rmtree(target, ignore_errors=True)
    if os.path.isdir(source):
        shutil.copytree(source, target)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore
