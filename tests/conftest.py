"""Fixtures of the tests that cross the addons."""

from pathlib import Path

import pytest

from .story_server import StoryServer


@pytest.fixture(scope="module")
def story_server():
    """The demo company without its CSV files, on a real Odoo: a StoryServer."""
    server = StoryServer(Path(__file__).parent.parent)
    try:
        yield server.start()
    finally:
        server.drop()
