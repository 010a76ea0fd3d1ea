"""One real Synapse on each database, in which a small world was lived; shared by all tests of a run."""

from collections.abc import Iterator

import pytest

from tests.postgres import Cluster
from tests.synapse.homeserver import Homeserver
from tests.synapse.world import World, live


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, synapse_python: str) -> Iterator[World]:
    """A stopped Synapse and what happened in it."""
    url = None
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        url = cluster.create_database("duly_synapse")
    server = Homeserver(python=synapse_python, postgres_url=url)
    try:
        yield live(server)
    finally:
        server.remove()
