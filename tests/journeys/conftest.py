"""The lived-in Synapse of tests/synapse, as the store of the instance that the journeys run in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duly.instance import Store
from tests.postgres import Cluster
from tests.synapse.homeserver import Homeserver
from tests.synapse.world import World, live


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, synapse_python: str) -> Iterator[World]:
    """A stopped Synapse and what happened in it, on each database."""
    url = None
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        url = cluster.create_database("duly_journeys")
    server = Homeserver(python=synapse_python, postgres_url=url)
    try:
        yield live(server)
    finally:
        server.remove()


@pytest.fixture
def instance(world: World, tmp_path: Path, settings: Any) -> Path:
    """Birch Messenger runs this Synapse; the folder in which its objects and letters lie."""
    (tmp_path / "store.url").write_text(world.server.store_url)
    store = Store(map="synapse", url_file=tmp_path / "store.url", parameters={"server_name": "linden.example"})
    settings.DULY = settings.DULY.model_copy(update={"stores": {"chat": store}, "directory": tmp_path})
    return tmp_path
