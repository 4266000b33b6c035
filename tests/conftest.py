"""Fixtures of the tests that cross the addons."""

from pathlib import Path

import pytest

from .story_server import StoryServer


@pytest.fixture(scope="session")
def story_server():
    """The demo company without its CSV files, served by a real Odoo; see StoryServer."""
    server = StoryServer(Path(__file__).parent.parent)
    try:
        yield server.start()
    finally:
        server.drop()
